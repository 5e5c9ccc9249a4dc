"""The training of the biLM, on a network of a few cells. It needs the optional extra ``train``."""

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the optional extra 'train' is not installed")
SCRIPT = Path(__file__).parents[2] / "scripts" / "train_elmo.py"
WORDS = [
    "the",
    "a",
    "cat",
    "dog",
    "king",
    "queen",
    "sat",
    "ran",
    "saw",
    "on",
    "under",
    "of",
    "and",
    "old",
    "river",
    "bank",
]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with a network of 12 cells."""
    spec = importlib.util.spec_from_file_location("train_elmo", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    small = {
        "CELLS": 12,
        "WIDTH": 8,
        "PREDICTED": 40,
        "NEGATIVES": 12,
        "HELD_OUT": 20,
        "WARM_UP": 5,
        "BATCH_TOKENS": 200,
        "AHEAD": 3,
        "AHEAD_NEGATIVES": 7,
        "FIT_TOKENS": 4_000,
    }
    for name, value in small.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def corpus(script, glove, tmp_path):
    """Sentences in which each word says what comes next."""
    rng = np.random.default_rng(0)
    starts, lengths = rng.integers(0, len(WORDS), 2_000), rng.integers(1, 9, 2_000)
    lines = [
        " ".join(WORDS[(start + i) % len(WORDS)] for i in range(length))
        for start, length in zip(starts, lengths, strict=True)
    ]
    path = tmp_path / "corpus.txt"
    path.write_text("\n".join(lines))
    return script.Corpus(path, glove.words)


def trainer(script, corpus, glove, total=60_000):
    return script.Trainer(corpus, np.ascontiguousarray(glove.vectors), total, rate=3e-3, seed=0)


def stepwise(script, x, weight, bias, projection):
    """The layer, a step and a sentence at a time, for torch to differentiate."""
    steps, batch, _width = x.shape
    h, c = x.new_zeros(batch, projection.shape[1]), x.new_zeros(batch, projection.shape[0])
    out = []
    for t in range(steps):
        i, j, f, o = (torch.cat([x[t], h], 1) @ weight + bias).chunk(4, 1)
        c = torch.sigmoid(f + 1) * c + torch.sigmoid(i) * torch.tanh(j)
        c = c.clamp(-script.CLIP, script.CLIP)
        h = ((torch.sigmoid(o) * torch.tanh(c)) @ projection).clamp(-script.CLIP, script.CLIP)
        out.append(h)
    return torch.stack(out)


def test_the_layer_and_its_gradient_are_those_of_plain_steps(script, monkeypatch):
    monkeypatch.setattr(script, "CLIP", 1.5)  # so that some of it is clipped
    torch.manual_seed(0)
    given = [torch.randn(5, 3, 4) * 2, torch.randn(8, 24), torch.randn(24), torch.randn(6, 4) * 2]
    given = [each.double().requires_grad_() for each in given]
    ours, plain = script.ProjectedLstm.apply(*given), stepwise(script, *given)
    torch.testing.assert_close(ours, plain, rtol=0, atol=1e-13)
    assert (plain.abs() == 1.5).any()
    assert torch.autograd.gradcheck(script.ProjectedLstm.apply, given)


def test_the_sampled_loss_and_its_gradient_are_those_of_a_plain_softmax(script):
    torch.manual_seed(0)
    shapes = (6, 4), (6, 4), (6,), (9, 4), (9,)
    out, rows, bias, sampled, noise = given = [torch.randn(*shape).double().requires_grad_() for shape in shapes]
    hit = torch.rand(6, 9) < 0.2
    ours = script.SampledSoftmax.apply(*given, hit)
    logits = torch.cat([(out * rows).sum(1, keepdim=True) + bias[:, None], out @ sampled.T + noise], dim=1)
    logits = logits.masked_fill(torch.cat([torch.zeros(6, 1, dtype=bool), hit], dim=1), -torch.inf)
    plain = torch.nn.functional.cross_entropy(logits, torch.zeros(6, dtype=int))
    torch.testing.assert_close(ours, plain, rtol=0, atol=1e-13)
    pairs = zip(torch.autograd.grad(ours, given), torch.autograd.grad(plain, given), strict=True)
    for found, expected in pairs:
        torch.testing.assert_close(found, expected, rtol=0, atol=1e-13)


def test_the_loss_ahead_is_that_of_each_word_from_the_next_but_one_on(script):
    torch.manual_seed(0)
    t, b, w, s = 6, 3, 4, 5
    out, true_rows = torch.randn(2, t, b, w).double()
    rarity, true_bias = torch.rand(2, t, b).double()
    rows, bias = torch.randn(s, w).double(), torch.randn(s).double()
    total = weight = 0.0
    for sentence in range(b):
        for step in range(t):
            for ahead in range(step + 1, min(step + 1 + script.AHEAD, t)):
                # The sample stands for all words: it is scaled from its own size to that of the next word's.
                noise = out[step, sentence] @ rows.T + bias + np.log(script.NEGATIVES / s)
                true = out[step, sentence] @ true_rows[ahead, sentence] + true_bias[ahead, sentence]
                missed = torch.nn.functional.cross_entropy(torch.cat([true[None], noise])[None], torch.tensor([0]))
                total += rarity[ahead, sentence] * missed
                weight += rarity[ahead, sentence]
    ours = script.loss_ahead(out, rarity, true_rows, true_bias, rows, bias)
    torch.testing.assert_close(ours, total / weight, rtol=0, atol=1e-13)


def test_a_sentence_of_one_word_has_no_loss_but_that_of_the_next(script, corpus, glove):
    training = trainer(script, corpus, glove)
    batch = np.array([[script.BEGIN, 5, script.END]])
    following, ahead = training.losses(batch, 0)
    assert following > 0
    assert ahead == 0
    assert np.isfinite(training.train_on(batch))


def test_marks_and_unknown_words_ahead_do_not_count_and_rare_words_count_more(script, corpus, glove):
    training = trainer(script, corpus, glove)
    assert not training.rarity[: len(script.SPECIAL)].any()
    words = torch.from_numpy(corpus.target_counts[len(script.SPECIAL) :])
    rarity = training.rarity[len(script.SPECIAL) :]
    assert rarity[words.argmax()] < rarity[words.argmin()] <= 1


def test_a_network_that_was_exported_goes_on_where_it_was(script, corpus, glove, tmp_path):
    first = trainer(script, corpus, glove)
    first.run(tmp_path / "checkpoint.pt", minutes=60)
    script.export(first.model, tmp_path)
    second = trainer(script, corpus, glove)
    untrained = second.perplexity()
    script.start_from(second.model, tmp_path)
    for ours, theirs in zip(second.model.exported().values(), first.model.exported().values(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-3, atol=1e-6)  # float16 in the file
    second.fit_softmax()
    assert second.perplexity() < 0.8 * untrained


def test_perplexity_falls_from_that_of_frequencies_toward_what_can_be_known(script, corpus, glove, tmp_path):
    training = trainer(script, corpus, glove)
    before = training.perplexity()
    training.run(tmp_path / "checkpoint.pt", minutes=60)
    assert training.seen >= 60_000
    assert training.perplexity() < 0.6 * before


def test_a_run_that_was_cut_ends_as_one_that_was_not(script, corpus, glove, tmp_path):
    whole, first = trainer(script, corpus, glove), trainer(script, corpus, glove)
    batches = list(corpus.batches(0))[:6]
    for batch in batches:
        whole.train_on(batch)
    for batch in batches[:3]:
        first.train_on(batch)
    first.save(tmp_path / "checkpoint.pt")
    second = trainer(script, corpus, glove)
    second.load(tmp_path / "checkpoint.pt")
    for batch in batches[3:]:
        second.train_on(batch)
    for ours, theirs in zip(second.model.parameters(), whole.model.parameters(), strict=True):
        torch.testing.assert_close(ours, theirs, rtol=0, atol=0)


def test_every_sentence_is_read_once_between_its_marks(script, corpus):
    read = [row for batch in corpus.batches(3) for row in batch.tolist()]
    assert all(row[0] == script.BEGIN and row[-1] == script.END for row in read)
    expected = [each.tolist() for each in corpus.sentences]
    assert sorted(row[1:-1] for row in read) == sorted(expected)


def test_what_is_exported_is_read_back_as_the_network_it_was(script, corpus, glove, tmp_path):
    import embedviz as ev

    training = trainer(script, corpus, glove)
    script.export(training.model, tmp_path)
    elmo = ev.Elmo.load(tmp_path / "options.json", tmp_path / "weights.hdf5")
    sentence = ["the", "old", "bank"]
    (found,) = elmo.encode([sentence])
    ids = [script.BEGIN, *(glove.index(word) + len(script.SPECIAL) for word in sentence), script.END]
    with torch.no_grad():
        forward = training.model.states(torch.tensor(ids)[:, None], 0)
        backward = training.model.states(torch.tensor(ids[::-1])[:, None], 1)
    for layer in range(2):
        expected = np.hstack([forward[layer][1:-1, 0], backward[layer].flip(0)[1:-1, 0]])
        np.testing.assert_allclose(found[layer + 1], expected, atol=2e-3)  # float16 in the file


CHINESE = "国王 和 王后 住 在 宫殿 里 。\n\n男人 和 女人 住 在 城里 。\n国王 喜欢 宫殿 。\n女人 喜欢 城里 。\n"


@pytest.fixture
def chinese(tmp_path, monkeypatch):
    """A source in a data folder, of the words of a small text, one of them twice."""
    import embedviz as ev

    words = [*dict.fromkeys(CHINESE.split()), "国王"]
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("EMBEDVIZ_CACHE", str(tmp_path / "cache"))
    vectors = np.random.default_rng(0).standard_normal((len(words), 6))
    ev.save(ev.Embedding("own", words, vectors), tmp_path / "data" / "own.parquet")
    return ev.open_source("file:own.parquet")


def test_a_text_of_few_sentences_and_words_is_read_trained_on_and_offered_by_the_page(
    script, chinese, tmp_path, monkeypatch
):
    from embedviz.context.catalogue import encoders

    monkeypatch.setattr(script, "PREDICTED", 30_000)  # more than there are words
    monkeypatch.setattr(script, "HELD_OUT", 5_000)  # more than there are sentences
    text = tmp_path / "corpus.txt"
    text.write_text(CHINESE, encoding="utf-8")
    corpus = script.Corpus(text, chinese.words)
    assert (len(corpus.held_out), len(corpus.sentences), corpus.tokens) == (1, 3, 15)
    assert corpus.known == 1
    assert corpus.predicted == len(chinese) + len(script.SPECIAL)
    assert corpus.sentences[1][0] == chinese.index("国王") + len(script.SPECIAL)  # the first of two rows
    training = trainer(script, corpus, chinese, total=300)
    before = training.perplexity()
    training.run(tmp_path / "checkpoint.pt", minutes=60)
    assert np.isfinite([before, training.perplexity()]).all()
    folder = tmp_path / "data" / "own-bilm"
    folder.mkdir()
    script.export(training.model, folder, "file:own.parquet")
    (found,) = encoders()["folder:own-bilm"].open().encode([["国王", "住", "在", "城里"]])
    assert found.shape == (3, 4, 2 * script.WIDTH)
    assert np.isfinite(found).all()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", "0 sentences; expected two", id="empty"),
        pytest.param("国王 喜欢 宫殿 。\n", "1 sentences; expected two", id="one-sentence"),
        pytest.param("国王和王后住在宫殿里。\n男人和女人住在城里。\n", "0% of the tokens have", id="words-not-parted"),
    ],
)
def test_a_text_that_cannot_be_learned_from_is_refused(script, chinese, tmp_path, text, told):
    file = tmp_path / "corpus.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=told):
        script.Corpus(file, chinese.words)
