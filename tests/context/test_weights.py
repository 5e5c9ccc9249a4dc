import json

import h5py
import numpy as np
import pytest

import embedviz as ev
from embedviz.context.options import read_options
from embedviz.context.weights import random_lstm, read_datasets, read_weights
from tests.context.bilms import CHAR_CNN, MARKERS, WORDS, options, shapes, write

W_0 = "RNN_1/RNN/MultiRNNCell/Cell0/LSTMCell/W_0"
STATIC = {"source": "glove-6b-50d", "n_dimensions": 50, "special": MARKERS}


@pytest.fixture
def files(tmp_path):
    return write(tmp_path, options(), words=[*WORDS, *MARKERS])


def replace(files, name, data):
    with h5py.File(files.weights, "a") as file:
        del file[name]
        if data is not None:
            file[name] = data


def refused(*files) -> str:
    with pytest.raises(ev.EmbedvizError) as error:
        read_weights(*files)
    return str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        options(),
        options(None) | {"static": STATIC},
        options(projection_dim=6),
        options(projection_dim=5, n_layers=3),
        options(CHAR_CNN | {"filters": [[3, 4]], "n_highway": 0}),
    ],
    ids=["characters", "static", "no LSTM projection", "three layers", "no projection"],
)
def test_every_dataset_is_read_as_it_was_written(tmp_path, given):
    files = write(tmp_path, given)
    found = read_weights(files.options, files.weights)
    lstm = {
        f"RNN_{direction}/RNN/MultiRNNCell/Cell{layer}/LSTMCell/{name}": getattr(weights, name)
        for direction, layers in enumerate(found.lstm)
        for layer, weights in enumerate(layers)
        for name in ("W_0", "B", "W_P_0")
        if getattr(weights, name) is not None
    }
    assert dict(shapes(given)) == {name: numbers.shape for name, numbers in (lstm | dict(found.tokens)).items()}
    with h5py.File(files.weights) as file:
        for name, numbers in (lstm | dict(found.tokens)).items():
            assert numbers.dtype == np.float32
            np.testing.assert_array_equal(numbers, file[name])


@pytest.mark.parametrize("dtype", ["f2", "f8", ">f4"])
def test_numbers_of_other_sizes_become_float32(tmp_path, dtype):
    files = write(tmp_path, options(), dtype=dtype)
    found = read_weights(files.options, files.weights).lstm[1][0].W_0
    with h5py.File(files.weights) as file:
        np.testing.assert_array_equal(found, file[W_0][...].astype(np.float32))
    assert found.dtype == np.dtype("f4")


def test_a_table_of_token_vectors_takes_the_place_of_the_characters(files):
    replace(files, "char_embed", None)
    found = read_weights(files.options, files.weights, vocabulary_file=files.vocabulary, embedding_file=files.embedding)
    assert found.vocabulary == (*WORDS, *MARKERS)
    assert list(found.tokens) == ["embedding"]
    assert found.tokens["embedding"].shape == (13, 4)


def test_blanks_around_words_and_the_line_that_is_no_word_do_not_count(files):
    files.vocabulary.write_text("".join(f" {word}\t\r\n" for word in ["!!!MAXTERMID", *WORDS, *MARKERS]))
    assert (
        read_weights(
            files.options, files.weights, vocabulary_file=files.vocabulary, embedding_file=files.embedding
        ).vocabulary[0]
        == "the"
    )


def test_a_missing_dataset_is_named_with_its_shape(files):
    replace(files, W_0, None)
    assert refused(files.options, files.weights) == f"weights.hdf5: no dataset {W_0}; expected one of shape (8, 24)"
    with h5py.File(files.weights, "a") as file:
        file.create_group(W_0)
    assert "no dataset" in refused(files.options, files.weights)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros((8, 23)), "has the shape (8, 23); expected (8, 24)"),
        (np.zeros(192), "has the shape (192,); expected (8, 24)"),
        (np.float32(1), "has the shape (); expected (8, 24)"),
        (h5py.Empty("f4"), "has the shape (); expected (8, 24)"),
        (np.zeros((8, 24), int), "is of type int64; expected floating-point numbers"),
        (np.zeros((8, 24), "S3"), "is of type |S3; expected floating-point numbers"),
        (np.full((8, 24), np.nan), "holds NaN or infinity; expected finite numbers"),
        (np.full((8, 24), 1e300), "holds NaN or infinity; expected finite numbers"),
    ],
)
def test_a_dataset_that_does_not_fit_is_named_with_both_sides(files, data, message):
    replace(files, W_0, data)
    assert refused(files.options, files.weights) == f"weights.hdf5: the dataset {W_0} {message}"


def test_options_and_weights_of_two_models_do_not_go_together(files, tmp_path):
    other = write(tmp_path / "other", options(dim=7))
    assert "W_0 has the shape (8, 24); expected (8, 28)" in refused(other.options, files.weights)


def test_a_vocabulary_of_other_words_than_the_table_is_refused(files):
    files.vocabulary.write_text("\n".join(MARKERS))
    assert refused(files.options, files.weights, files.vocabulary, files.embedding) == (
        "embedding.hdf5: the dataset embedding has the shape (13, 4); expected (3, 4)"
    )
    files.vocabulary.write_text("\n".join([*WORDS, "<S>", "<UNK>"]))
    assert refused(files.options, files.weights, files.vocabulary, files.embedding) == (
        "vocabulary.txt: its 12 words are without </S>; expected <S>, </S>, <UNK> among them"
    )


def test_tokens_must_get_their_vectors_from_somewhere(tmp_path):
    files = write(tmp_path, options(None))
    message = 'options.json: no "char_cnn" and no "static"; expected one, or else a file of vocabulary'
    assert refused(files.options, files.weights).startswith(message)


@pytest.mark.parametrize("part", [0.0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_refused(files, part):
    whole = files.weights.read_bytes()
    files.weights.write_bytes(whole[: int(part * len(whole))])
    assert refused(files.options, files.weights).startswith("weights.hdf5: it cannot be read as an HDF5 file (")


def test_damage_anywhere_is_an_error_on_purpose_or_harmless(files):
    whole = files.weights.read_bytes()
    random = np.random.default_rng(0)
    refusals = 0
    for _ in range(60):
        damaged = bytearray(whole)
        for place in random.integers(0, 4096, 4):
            damaged[place] = random.integers(256)
        files.weights.write_bytes(damaged)
        try:
            read_weights(files.options, files.weights)
        except ev.EmbedvizError:
            refusals += 1
    assert refusals > 20


def test_other_files_are_refused(files, tmp_path):
    files.weights.write_text("the 0.1 0.2\n" * 100)
    assert "expected the weights of a biLM" in refused(files.options, files.weights)
    with h5py.File(files.weights, "w") as file:
        file["model_weights/dense"] = np.ones(3)
    assert refused(files.options, files.weights).startswith(
        "weights.hdf5: no dataset char_embed; expected one of shape"
    )
    assert "cannot be read" in refused(files.options, tmp_path / "gone.hdf5")
    assert "cannot be read" in refused(files.options, tmp_path)


def test_more_than_four_gigabytes_are_refused_before_anything_is_read(tmp_path):
    files = write(tmp_path, options())
    files.options.write_text(json.dumps(options(dim=65_536, projection_dim=65_536)))
    message = "weights.hdf5: the options ask for 550 GB of weights; expected at most 4 GB"
    assert refused(files.options, files.weights) == message
    with pytest.raises(ev.EmbedvizError, match="ask for 4 GB"):
        read_datasets(files.weights, {"char_embed": (1_000_000_001, 1)})


def test_random_weights_have_the_shapes_and_the_bounds(tmp_path):
    files = write(tmp_path, options(dim=60, projection_dim=40))
    given = read_options(files.options)
    drawn, again, other = (random_lstm(given, seed=seed) for seed in (0, 0, 1))
    trained = read_weights(files.options, files.weights).lstm
    for direction in (0, 1):
        for layer in (0, 1):
            weights, shaped = drawn[direction][layer], trained[direction][layer]
            for name in ("W_0", "B", "W_P_0"):
                assert getattr(weights, name).shape == getattr(shaped, name).shape
                assert getattr(weights, name).dtype == np.float32
                np.testing.assert_array_equal(getattr(weights, name), getattr(again[direction][layer], name))
            assert not np.array_equal(weights.W_0, other[direction][layer].W_0)
            assert not weights.B.any()
            bound = np.sqrt(6 / (80 + 240))
            assert 0.99 * bound < np.abs(weights.W_0).max() <= bound
            assert weights.W_0.std() == pytest.approx(bound / np.sqrt(3), rel=0.02)
    assert not np.array_equal(drawn[0][0].W_0, drawn[1][0].W_0)
