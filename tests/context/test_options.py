import copy
import json

import pytest

import embedviz as ev
from embedviz.context.options import CharCnnOptions, ElmoOptions, StaticOptions, read_options
from tests.context.bilms import MARKERS, options

OFFICIAL = {
    "lstm": {
        "use_skip_connections": True,
        "projection_dim": 128,
        "cell_clip": 3,
        "proj_clip": 3,
        "dim": 1024,
        "n_layers": 2,
    },
    "char_cnn": {
        "activation": "relu",
        "filters": [[1, 32], [2, 32], [3, 64], [4, 128], [5, 256], [6, 512], [7, 1024]],
        "n_highway": 1,
        "embedding": {"dim": 16},
        "n_characters": 262,
        "max_characters_per_token": 50,
    },
}
STATIC = {"source": "glove-6b-50d", "n_dimensions": 50, "special": MARKERS}
MISSING = object()


def read(tmp_path, given):
    path = tmp_path / "options.json"
    path.write_text(given if isinstance(given, str) else json.dumps(given))
    return read_options(path)


def changed(given, value, *keys):
    given = copy.deepcopy(given)
    inner = given
    for key in keys[:-1]:
        inner = inner[key]
    if value is MISSING:
        del inner[keys[-1]]
    else:
        inner[keys[-1]] = value
    return given


def test_the_options_of_a_published_model_are_read(tmp_path):
    filters = ((1, 32), (2, 32), (3, 64), (4, 128), (5, 256), (6, 512), (7, 1024))
    cnn = CharCnnOptions(embedding_dim=16, filters=filters, n_highway=1, activation="relu", max_characters_per_token=50)
    expected = ElmoOptions(
        cells=1024,
        width=128,
        n_layers=2,
        cell_clip=3.0,
        proj_clip=3.0,
        use_skip_connections=True,
        char_cnn=cnn,
        static=None,
    )
    assert read(tmp_path, OFFICIAL) == expected
    assert cnn.n_filters == 2048


def test_static_vectors_in_the_place_of_characters_are_read(tmp_path):
    found = read(tmp_path, options(None) | {"static": STATIC})
    assert found.static == StaticOptions("glove-6b-50d", 50)
    assert found.char_cnn is None


def test_what_bilm_tf_may_leave_out_may_be_left_out(tmp_path):
    given = changed(OFFICIAL, MISSING, "char_cnn", "n_highway")
    for key in ("cell_clip", "proj_clip", "use_skip_connections"):
        given = changed(given, MISSING, "lstm", key)
    found = read(tmp_path, given)
    assert (found.cell_clip, found.proj_clip, found.use_skip_connections) == (None, None, False)
    assert found.char_cnn.n_highway == 0


@pytest.mark.parametrize(
    ("value", "keys", "message"),
    [
        (MISSING, ("lstm",), 'no "lstm"; expected an object'),
        ([], ("lstm",), '"lstm" is []; expected an object'),
        (MISSING, ("lstm", "dim"), 'no "lstm.dim"; expected a whole number from 1 to 65,536'),
        (-3, ("lstm", "dim"), '"lstm.dim" is -3; expected a whole number from 1 to 65,536'),
        (10**12, ("lstm", "dim"), '"lstm.dim" is 1000000000000; expected a whole number from 1 to 65,536'),
        (True, ("lstm", "dim"), '"lstm.dim" is true; expected a whole number'),
        (2048, ("lstm", "projection_dim"), '"lstm.projection_dim" is 2048; expected a whole number from 1 to 1,024'),
        ("2", ("lstm", "n_layers"), '"lstm.n_layers" is "2"; expected a whole number from 1 to 100'),
        (-1, ("lstm", "cell_clip"), '"lstm.cell_clip" is -1; expected a number above 0 and up to 1,000,000'),
        (10**400, ("lstm", "proj_clip"), "expected a number above 0 and up to 1,000,000"),
        (float("nan"), ("lstm", "proj_clip"), '"lstm.proj_clip" is NaN; expected a number above 0'),
        (1, ("lstm", "use_skip_connections"), '"lstm.use_skip_connections" is 1; expected true or false'),
        (MISSING, ("char_cnn", "activation"), 'no "char_cnn.activation"; expected "relu" or "tanh"'),
        ("selu", ("char_cnn", "activation"), '"char_cnn.activation" is "selu"; expected "relu" or "tanh"'),
        ([["relu"]], ("char_cnn", "activation"), 'is [["relu"]]; expected "relu" or "tanh"'),
        (MISSING, ("char_cnn", "embedding", "dim"), 'no "char_cnn.embedding.dim"; expected a whole number'),
        (7, ("char_cnn", "embedding"), '"char_cnn.embedding" is 7; expected an object'),
        (2, ("char_cnn", "max_characters_per_token"), "is 2; expected a whole number from 3 to 1,000"),
        ([], ("char_cnn", "filters"), '"char_cnn.filters" is []; expected a list of pairs'),
        ([[51, 4]], ("char_cnn", "filters"), "expected a list of pairs [width, number of filters], no wider than 50"),
        ([[1, 2, 3]], ("char_cnn", "filters"), "expected a list of pairs"),
        ("x" * 1000, ("char_cnn", "filters"), '"xxx'),
    ],
)
def test_a_value_that_cannot_be_is_named_with_what_was_expected(tmp_path, value, keys, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(tmp_path, changed(OFFICIAL, value, *keys))
    assert str(error.value).startswith("options.json: ")
    assert message in str(error.value)
    assert len(str(error.value)) < 250


@pytest.mark.parametrize(
    ("value", "key", "message"),
    [
        (MARKERS[::-1], "special", '"static.special" is ["<UNK>", "</S>", "<S>"]; expected ["<S>", "</S>", "<UNK>"]'),
        (MISSING, "source", 'no "static.source"; expected the id of a source'),
        (5, "source", '"static.source" is 5; expected the id of a source'),
        (0, "n_dimensions", '"static.n_dimensions" is 0; expected a whole number'),
    ],
)
def test_static_vectors_that_cannot_be_are_refused(tmp_path, value, key, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(tmp_path, changed(options(None) | {"static": STATIC}, value, "static", key))
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is not JSON"),
        (json.dumps(OFFICIAL)[:-20], "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[1, 2]", "it holds [1, 2]; expected an object"),
        ("null", "it holds null; expected an object"),
        (json.dumps(OFFICIAL | {"static": STATIC}), 'it has both "char_cnn" and "static"; expected one of them'),
        (" " * (1 << 20) + "{}", "more than 1,048,576 bytes"),
    ],
    ids=["empty", "cut", "deep", "list", "null", "both", "large"],
)
def test_what_are_no_options_is_refused(tmp_path, text, message):
    with pytest.raises(ev.EmbedvizError) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"options.json: {message}")


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ev.EmbedvizError, match=r"^gone\.json: it cannot be read \(No such file or directory\)"):
        read_options(tmp_path / "gone.json")
    with pytest.raises(ev.EmbedvizError, match="it cannot be read"):
        read_options(tmp_path)
    (tmp_path / "binary.json").write_bytes(b"\x89HDF\r\n\x1a\n\xff\xfe")
    with pytest.raises(ev.EmbedvizError, match="it is not JSON"):
        read_options(tmp_path / "binary.json")
