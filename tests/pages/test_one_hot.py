import re

import numpy as np
import pytest

import embedviz as ev
from embedviz.geometry.expression import quote
from tests.scenes import scenes_of, without_webgl

DEFAULT = ["the", "cat", "sat", "on", "a", "mat"]


def test_by_default_a_sentence_is_looked_at(open_page, figure, glove):
    app = open_page("one_hot")
    np.testing.assert_array_equal(figure(app, "identity")["data"][0]["z"], np.eye(6))
    np.testing.assert_array_equal(figure(app, "rows")["data"][0]["z"], glove.rows(DEFAULT))
    assert figure(app, "rows")["layout"]["yaxis"]["ticktext"] == DEFAULT


def test_words_come_from_the_url(open_page, figure, glove):
    app = open_page("one_hot", words="king queen river")
    np.testing.assert_array_equal(figure(app, "rows")["data"][0]["z"], glove.rows(["king", "queen", "river"]))


@pytest.mark.parametrize("pair", ["cosine", "distance"])
def test_pairs_are_compared_by_the_numbers_of_the_library(open_page, figure, glove, pair):
    app = open_page("one_hot", words="king queen river")
    app.button_group(key="pair").set_value(pair).run()
    assert [each.value for each in app.markdown if each.value in {"**One-hot**", "**Dense**"}] == [
        "**One-hot**",
        "**Dense**",
    ]
    for key, vectors in (("pairs-hot", np.eye(3)), ("pairs-dense", glove.rows(["king", "queen", "river"]))):
        found = ev.gram(vectors)
        expected = found.cosines if pair == "cosine" else found.distances
        np.testing.assert_allclose(figure(app, key)["data"][0]["z"], expected, rtol=1e-12)


def test_the_verdict_gives_ranks_and_ranges(open_page, written, glove):
    text = written(open_page("one_hot", words="king queen river"))
    found = ev.gram(glove.rows(["king", "queen", "river"]))
    assert text.count("3 of 3") == 3
    for cosine in found.cosine_range:
        assert f"**{cosine:.2f}**" in text
    assert f"{np.sqrt(2):.3f}" in text


def test_the_price_is_640_gb_against_80_mb(open_page, metrics):
    assert metrics(open_page("one_hot")) == ["640 GB", "80 MB", "8,000", "1 of 400,000"]


def test_the_table_says_what_each_word_adds(open_page, glove):
    table = open_page("one_hot", words="king queen river", more="table").dataframe[0].value
    growth = ev.rank_growth(glove.rows(["king", "queen", "river"]))
    assert table.iloc[:, 0].tolist() == ["king", "queen", "river"]
    assert table.iloc[:, 1].tolist() == [1, 1, 1]
    np.testing.assert_allclose(table.iloc[:, 2], growth.novelty)
    assert table.iloc[:, 3].tolist() == [True, True, True]


@pytest.mark.parametrize(("words", "drawn"), [("king queen river", 3), (None, 3), ("king queen", 0)])
def test_the_first_three_words_are_drawn_as_axes_from_the_start(open_page, figure, words, drawn):
    app = open_page("one_hot", **({"words": words} if words else {}))
    found = scenes_of(app)
    assert len(found) == bool(drawn)
    if drawn:
        (axes,) = found
        drawing = axes.data["drawing"]
        tips = [stroke["points"][1] for stroke in drawing["strokes"] if stroke["arrow"]]
        assert np.allclose(np.ptp(tips, axis=0), 1 / 0.875)  # one unit along each axis, in a frame of 1.75
        assert [note["text"].rpartition(" (")[0] for note in drawing["notes"]] == axes.words
        places = np.array([note["at"] for note in drawing["notes"]])
        assert (np.linalg.norm(places[:, None] - np.array(tips), axis=2).argmin(axis=1) == range(drawn)).all()
        assert (places.max(axis=1) > np.max(tips, axis=1) + 0.2).all(), "no label covers a tip"
    if words and drawn:
        assert figure(without_webgl(app), "axes-flat")["data"]


def test_the_product_is_the_row(open_page, glove):
    table = open_page("one_hot", row="bank").dataframe[0].value
    np.testing.assert_array_equal(table.iloc[:, 1], glove["bank"])
    np.testing.assert_array_equal(table.iloc[:, 2], glove["bank"])


def test_the_looked_up_word_is_named_by_its_number(open_page, written, glove):
    assert f"{glove.index('bank') + 1:,}" in written(open_page("one_hot", row="bank"))


def test_an_unknown_word_is_answered_with_spellings_and_a_click_corrects_it(open_page, figure):
    app = open_page("one_hot", words="king queeen river")
    assert "'queeen'" in app.warning[0].value
    app.button(key=next(b.key for b in app.main.button if b.label.startswith("queen ("))).click().run()
    assert not app.exception
    assert figure(app, "rows")["layout"]["yaxis"]["ticktext"] == ["king", "queen", "river"]


@pytest.mark.parametrize("count", [1, 2, 12, 15])
def test_any_number_of_words_is_drawn_up_to_12(open_page, figure, glove, count):
    app = open_page("one_hot", words=" ".join(map(quote, glove.words[:count])))
    assert len(figure(app, "rows")["data"][0]["z"]) == min(count, 12)


@pytest.mark.parametrize(
    "query",
    [
        {"words": "zzzzqq"},
        {"words": "kingg kingk"},
        {"words": "\x00"},
        {"words": "<script>alert(1)</script>"},
        {"words": "$x$ **b** :red[x]"},
        {"words": "a" * 5000},
        {"pair": "nope"},
        {"row": "zzzzqq"},
        {"row": "king - man"},
        {"row": "\x00"},
        {"row": '"'},
    ],
)
def test_nonsense_in_the_url_gives_way_to_the_defaults(open_page, metrics, query):
    app = open_page("one_hot", **query)
    assert metrics(app)[0] == "640 GB"


def test_a_single_word_has_nothing_to_be_compared_with(open_page, written):
    assert not re.search(r"\bnan\b", written(open_page("one_hot", words="king")))
