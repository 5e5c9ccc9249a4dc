import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import Word2Vec

import embedviz as ev
from embedviz.evaluation.analogies import analogy_accuracy
from embedviz.sources.corpora import from_text, generated
from embedviz.training.result import StopTraining, TrainingProgress
from embedviz.training.settings import MODELS
from embedviz.training.train import train

ROOT = Path(ev.__file__).parents[1]


@pytest.fixture(scope="module", params=MODELS)
def training(request, news):
    return train(news, request.param, 20, epochs=4, seed=1)


def stop_at(words, error=StopTraining):
    """Make a callback that ends the training once so many words of an epoch are done."""

    def progress(report):
        if isinstance(report, TrainingProgress) and report.done >= words:
            raise error

    return progress


def test_the_vectors_and_the_output_weights_are_those_of_gensim(training, news):
    sg = int(training.model == "skip-gram")
    theirs = Word2Vec(news, vector_size=20, sg=sg, epochs=4, seed=1, workers=1)
    assert list(training.embedding.words) == theirs.wv.index_to_key
    assert np.array_equal(training.embedding.vectors, theirs.wv.vectors)
    assert np.array_equal(training.output, theirs.syn1neg)
    assert [theirs.wv.get_vecattr(word, "count") for word in training.embedding.words] == list(training.counts)


def test_the_loss_decreases_from_epoch_to_epoch(training):
    losses = [record.loss for record in training.history]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.8 * losses[0]


def test_each_epoch_leaves_a_record_and_a_snapshot(training, news):
    tokens = sum(map(len, news))
    assert [record.epoch for record in training.history] == [0, 1, 2, 3, 4]
    assert [record.words_seen for record in training.history] == [epoch * tokens for epoch in range(5)]
    assert training.history[0].words_per_second == 0
    assert min(record.words_per_second for record in training.history[1:]) > 0
    assert training.finished
    assert {snapshot.dtype for snapshot in training.snapshots} == {np.dtype(np.float16)}
    assert {snapshot.shape for snapshot in training.snapshots} == {training.embedding.shape}


def test_the_first_snapshot_is_the_initial_state_and_the_last_that_of_the_embedding(training):
    # word2vec begins with uniform numbers of at most 1/(2n) on either side of 0, gensim with at most 1/n.
    assert np.abs(training.snapshots[0]).max() == pytest.approx(1 / 20, rel=1e-2)
    last = training.embedding.vectors
    assert np.abs(training.snapshots[-1] - last).max() <= np.finfo(np.float16).eps * np.abs(last).max()


def test_the_spectrum_of_a_record_is_that_of_its_vectors(training):
    ours, theirs = training.history[-1].spectrum, np.linalg.svd(training.embedding.vectors.astype(np.float64))[1]
    assert ours.singular_values == pytest.approx(theirs, rel=1e-6)
    p = theirs / theirs.sum()
    assert training.history[-1].effective_rank == pytest.approx(np.exp(-(p * np.log(p)).sum()))


def test_what_is_left_cannot_be_changed(training):
    for array in (training.embedding.vectors, training.output, training.counts, *training.snapshots):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_more_epochs_than_snapshots_are_spread(pairs):
    training = train(pairs[:500], dimensions=4, epochs=10, snapshots=3)
    assert [record.epoch for record in training.history] == [0, 4, 7, 10]


def test_words_beyond_ten_thousand_of_a_sentence_are_learned_too():
    late = ["late", "words"] * 3_000
    training = train([["early", "ones"] * 5_000 + late], dimensions=4)
    start, end = training.snapshots[0], training.snapshots[-1]
    moved = np.abs(end - start).max(axis=1)
    assert moved.min() > 0.01
    assert training.history[-1].words_seen == 5 * 16_000


def test_the_same_seed_gives_the_same_vectors_in_every_process():
    code = (
        "from embedviz.training.train import train\n"
        "corpus = [['the', 'cat', 'sat'], ['a', 'dog', 'sat'], ['the', 'dog', 'ran']] * 200\n"
        "training = train(corpus, 'cbow', 8, seed=5)\n"
    )
    here: dict = {}
    exec(code, here)  # noqa: S102 - the same lines as in the other process
    environment = os.environ | {
        "PYTHONHASHSEED": "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1",
        "PYTHONPATH": str(ROOT),
    }
    there = subprocess.run(
        [sys.executable, "-c", code + "print(training.embedding.id, training.embedding.vectors.tobytes().hex())"],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    ).stdout
    embedding = here["training"].embedding
    assert there.split() == [embedding.id, embedding.vectors.tobytes().hex()]


def test_the_id_tells_apart_what_differs_and_the_note_says_what_it_is():
    pets, others = (from_text(f"{name} sat\nthe dog sat\n" * 50, title="Pets") for name in ("the cat", "the cow"))
    first = train(pets, dimensions=4)
    assert train(pets, dimensions=4).embedding.id == first.embedding.id
    different = [train(others, dimensions=4), train(pets, dimensions=4, seed=1), train(pets, "cbow", dimensions=4)]
    assert len({first.embedding.id, *(training.embedding.id for training in different)}) == 4
    assert first.embedding.note == (
        "skip-gram trained on Pets (300 words): 4 dimensions, window 5, 5 negative samples, min_count 5, "
        "5 of 5 epochs, learning rate 0.025, seed 0"
    )


def test_several_workers_learn_the_same_text(pairs):
    training = train(pairs, dimensions=10, workers=3, epochs=3)
    assert training.history[-1].words_seen == 3 * sum(map(len, pairs))
    assert training.history[-1].loss < 0.9 * training.history[0].loss


@pytest.mark.parametrize("model", MODELS)
def test_more_dimensions_than_words_are_allowed_and_the_rank_is_that_of_the_words(model):
    training = train([["to", "be", "or", "not", "to", "be"]] * 50, model, 300)
    assert training.embedding.shape == (4, 300)
    assert [record.spectrum.rank() for record in training.history] == [4] * 6


def test_progress_tells_epoch_words_speed_and_time_left_and_holds_the_training_so_far(news):
    reports = []
    tokens = sum(map(len, news))
    training = train(news, "cbow", 10, epochs=2, progress=reports.append)
    learning = [report for report in reports if isinstance(report, TrainingProgress)]
    assert {report.stage for report in reports} == {"Counting words", "Epoch 1 of 2", "Epoch 2 of 2"}
    for stage, epochs_left in (("Epoch 1 of 2", 1), ("Epoch 2 of 2", 0)):
        of_epoch = [report for report in learning if report.stage == stage]
        assert [report.done for report in of_epoch] == sorted({report.done for report in of_epoch})
        assert of_epoch[-1].done == tokens
        assert len(of_epoch) > 5
        assert {report.epochs_left for report in of_epoch} == {epochs_left}
    assert min(report.words_per_second for report in learning) > 0
    assert learning[0].seconds_left == pytest.approx((2 * tokens - learning[0].done) / learning[0].words_per_second)
    assert learning[-1].seconds_left == 0
    assert learning[0].so_far.history[0].epoch == 0
    assert not learning[-1].so_far.finished
    assert learning[-1].so_far.history == training.history[: len(learning[-1].so_far.history)]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("error", [ev.Cancelled, KeyError])
def test_what_progress_raises_ends_the_training_and_leaves_no_thread(news, workers, error, left_running):
    with pytest.raises(error):
        train(news, workers=workers, progress=stop_at(20_000, error))
    assert not left_running()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_training_that_is_stopped_keeps_what_it_has_learned(news, workers, left_running):
    tokens = sum(map(len, news))
    training = train(news, "cbow", 10, epochs=3, workers=workers, progress=stop_at(20_000))
    assert not left_running()
    assert [record.epoch for record in training.history] == [0, training.history[-1].words_seen / tokens]
    assert 20_000 <= training.history[-1].words_seen <= tokens
    assert training.history[-1].loss < training.history[0].loss
    assert not training.finished
    assert np.abs(training.embedding.vectors - training.snapshots[0]).max() > 0.01


def test_a_training_that_is_stopped_has_learned_what_a_longer_one_had_by_then(news):
    whole = train(news, "cbow", 10, epochs=3)
    stopped = train(news, "cbow", 10, epochs=3, progress=stop_at(sum(map(len, news))))
    assert stopped.history[-1].epoch == 1
    assert np.array_equal(stopped.snapshots[-1], whole.snapshots[1])
    assert stopped.history[-1].loss == whole.history[1].loss


def test_to_stop_before_anything_is_learned_is_to_cancel(news):
    def progress(_report):
        raise StopTraining

    with pytest.raises(ev.Cancelled):
        train(news, progress=progress)


def test_settings_are_checked_before_the_corpus_is_read():
    with pytest.raises(ev.EmbedvizError, match=r"window is -1; expected a whole number from 1 to 20"):
        train(None, window=-1)


def test_a_vocabulary_too_large_for_memory_is_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr("embedviz.training.settings.MOST_BYTES", 1_000_000)
    with pytest.raises(ev.EmbedvizError, match=r"training 5,000 words in 100 dimensions .* expected at most 1 MB"):
        train([[f"w{i}" for i in range(5_000)]], dimensions=100, min_count=1)


@pytest.mark.parametrize(
    ("language", "seed", "model"),
    [
        ("en", 0, "cbow"),
        pytest.param("en", 0, "skip-gram", marks=pytest.mark.exhaustive),
        *(pytest.param("zh", seed, model, marks=pytest.mark.exhaustive) for seed, model in enumerate(MODELS)),
    ],
)
def test_the_lecture_preset_solves_the_analogies_of_the_generated_corpus(language, seed, model):
    corpus = generated(seed, language=language)
    trained = train(corpus, model, 50, epochs=10, learning_rate=0.05, seed=seed)
    assert analogy_accuracy(trained.embedding, corpus.analogies).total.accuracy >= 0.9
    losses = [record.loss for record in trained.history]
    assert losses == sorted(losses, reverse=True)
