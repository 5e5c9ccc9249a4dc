from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import embedviz as ev
from embedviz.geometry.expression import quote
from embedviz.ui.widgets.queries import MAX_WORDS, completions, rank_of

Run = Callable[..., AppTest]


def page(asks, key, default) -> None:
    import streamlit as st

    from embedviz.ui.frame.current import current_source
    from embedviz.ui.widgets import queries

    found = getattr(queries, asks)(current_source(), key=key, label="Words", default=default)
    st.text("|".join(found) if isinstance(found, list) else str(found))


def odd_page(asks, key, default) -> None:
    import numpy as np
    import streamlit as st

    import embedviz as ev
    from embedviz.subwords import Subwords
    from embedviz.ui.widgets import queries

    words = ["cat", "of", ". . .", "new\u00a0york", "next\u0085line", "", "*x*"]
    parts = Subwords(5, 6, np.ones((50, 7), dtype=np.float32))
    found = getattr(queries, asks)(
        ev.Embedding("odd", words, np.eye(7), subwords=parts), key=key, label="Words", default=default
    )
    st.text("|".join(found) if isinstance(found, list) else str(found))


@pytest.fixture
def run() -> Run:
    """Run a page that asks for something, after a text was committed; it writes what was understood.

    The words are GloVe's, or odd ones with vectors for all others of at least three letters.
    """

    def start(asks: str, typed: str = "", *, default: str = "", odd: bool = False) -> AppTest:
        app = AppTest.from_function(odd_page if odd else page, kwargs={"asks": asks, "key": "q", "default": default})
        return commit(app.run(), typed)

    return start


def commit(app: AppTest, typed: str) -> AppTest:
    if typed:
        app.text_input(key="q").set_value(typed).run()
    assert not app.exception
    return app


def understood(app: AppTest) -> str:
    return app.text[0].value


def said(app: AppTest) -> str:
    return "\n".join(warning.value for warning in app.warning)


def offered(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


# A word or an expression


@pytest.mark.parametrize("typed", ["king", "king + woman - man", '"&amp;"', '"+" - "-"'])
def test_what_is_written_is_understood(run, typed):
    app = run("ask", typed)
    assert ev.parse(understood(app)) == ev.parse(typed)
    assert said(app) == ""


def test_an_empty_box_asks_for_the_default_or_nothing(run):
    assert understood(run("ask")) == "None"
    assert understood(run("ask", default="bank")) == "bank"


def test_an_unknown_word_is_answered_with_the_closest_spellings_and_their_ranks(run, glove):
    app = run("ask", "queeen")
    assert "'queeen' is not among the 400,000 words" in said(app)
    assert offered(app) == [f"{word} (rank {glove.index(word) + 1:,})" for word in glove.words.spelled_like("queeen")]
    assert offered(app)[0].startswith("queen ")
    assert understood(app) == "None"


def test_a_word_that_is_like_no_other_is_said_to_be(run):
    app = run("ask", "qzxwvkjqzxwvkj")
    assert "is not among" in said(app)
    assert offered(app) == []


def test_the_last_expression_understood_stays_while_the_text_is_wrong(run):
    app = run("ask", "king - man")
    for wrong in ("queeen", "king -", "king man"):
        assert understood(commit(app, wrong)) == "king - man"
        assert said(app)
    assert understood(commit(app, "river")) == "river"
    assert said(app) == ""


def test_an_emptied_box_forgets_the_last_expression(run):
    app = run("ask", "king")
    app.text_input(key="q").set_value("").run()
    assert understood(app) == "None"
    assert understood(commit(app, "queeen")) == "None"


def test_a_click_on_a_spelling_commits_it(run):
    app = run("ask", "queeen")
    app.button[0].click().run()
    assert app.text_input(key="q").value == understood(app) == "queen"
    assert said(app) == ""
    assert offered(app) == []


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("king - man + womann", "king - man + woman"),
        ("bankrupt - bankr", "bankrupt - bank"),  # the unknown word begins a known one
        ('"queeen" + king', "queen + king"),
        ('"que en" - king', None),
        ("bankr + bankr", "bank + bank"),
    ],
)
def test_a_click_on_a_spelling_changes_the_unknown_word_and_nothing_else(run, glove, typed, corrected):
    app = run("ask", typed)
    unknown = next(word for word in ev.parse(typed).words if word not in glove)
    spelling = glove.words.spelled_like(unknown)[0]
    app.button[0].click().run()
    found = ev.parse(app.text_input(key="q").value)
    if corrected is not None:
        assert found == ev.parse(corrected)
    assert spelling in found.words
    assert unknown not in found.words


def test_unknown_words_are_corrected_one_after_the_other(run):
    app = run("ask", "kkingg - mman + wwoman")
    for _ in range(3):
        app.button[0].click().run()
    assert understood(app) == "king + woman - man"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("king -", "expected a word, found the end at character 7"),
        (
            "king man",
            "expected + or - between words, found 'man' at character 6. "
            'Put a word with spaces in quotes: "king man".',
        ),
        ('king - "new', 'expected a closing " for the one found at character 8'),
    ],
)
def test_a_half_written_expression_is_told_what_was_expected_where(run, as_read, typed, message):
    assert as_read(said(run("ask", typed))) == message


# A single word


def test_a_single_word_is_understood(run):
    assert understood(run("ask_word", "river", default="bank")) == "river"
    assert understood(run("ask_word", default="bank")) == "bank"


def test_a_default_that_is_unknown_gives_way_to_the_most_frequent_word(run):
    assert understood(run("ask_word", default="queeen")) == "the"


def test_an_expression_in_the_place_of_a_word_is_refused(run):
    app = run("ask_word", "king - man", default="bank")
    assert understood(app) == "None"
    assert "one word" in said(app)


# A handful of words


def test_words_are_taken_in_order_and_each_once(run):
    app = run("ask_words", "the cat the dog cat", default="a b")
    assert understood(app) == "the|cat|dog"
    assert said(app) == ""


def test_unknown_words_are_named_and_left_out(run):
    app = run("ask_words", "cat queeen dog", default="a b")
    assert understood(app) == "cat|dog"
    assert "'queeen'" in said(app)
    app.button[0].click().run()
    assert understood(app) == "cat|queen|dog"


def test_two_unknown_words_spelled_like_the_same_known_one_are_both_named(run, glove):
    assert glove.words.spelled_like("kingg")[0] == glove.words.spelled_like("kingk")[0] == "king"
    app = run("ask_words", "kingg kingk", default="a b")
    assert "'kingg'" in said(app)
    assert "'kingk'" in said(app)


def test_a_click_on_a_spelling_leaves_the_other_words_as_they_are(run):
    app = run("ask_words", "bankrupt bankr", default="a b")
    app.button[0].click().run()
    assert understood(app) == "bankrupt|bank"


def test_none_known_shows_the_default(run):
    assert understood(run("ask_words", "queeen", default="the cat")) == "the|cat"
    assert understood(run("ask_words", default="the cat")) == "the|cat"


def test_too_many_words_are_cut_and_it_is_said(run, glove):
    app = run("ask_words", " ".join(map(quote, glove.words[:20])), default="a b")
    assert understood(app) == "|".join(glove.words[:MAX_WORDS])
    assert "20 different words" in said(app)


def test_the_last_words_understood_stay_while_a_quote_is_open(run):
    app = run("ask_words", "dog king", default="the cat")
    commit(app, 'dog "new')
    assert understood(app) == "dog|king"
    assert "closing" in said(app)


# Odd words, and words outside the vocabulary


def test_words_with_any_space_in_them_are_understood_in_quotes(run):
    app = run("ask_words", '". . ." cat "new\u00a0york" "next\u0085line" ""', odd=True)
    assert understood(app) == ". . .|cat|new\u00a0york|next\u0085line|"
    assert said(app) == ""


def test_without_a_known_default_the_most_frequent_words_are_shown_and_named_in_the_box(run):
    app = run("ask_words", default="dog", odd=True)
    assert understood(app) == "cat|of|. . .|new\u00a0york|next\u0085line||*x*"
    typed = app.text_input(key="q").placeholder
    assert understood(commit(app, typed)) == understood(run("ask_words", odd=True))


@pytest.mark.parametrize("typed", ["cats", "cat - cats", '"cats of"'])
def test_an_unseen_word_that_has_parts_is_understood_and_named(run, as_read, typed):
    app = run("ask", typed, odd=True)
    assert ev.parse(understood(app)) == ev.parse(typed)
    (caption,) = app.caption
    unseen = next(word for word in ev.parse(typed).words if word != "cat")
    assert as_read(caption.value) == f"“{unseen}” is not among the 7 words; its vector comes from its parts (n-grams)."
    assert said(app) == ""


def test_an_unseen_word_without_parts_is_answered_with_spellings(run):
    app = run("ask", "ct", odd=True)
    assert "'ct' is not among the 7 words" in said(app)
    assert offered(app) == ["cat (word 1)"]
    assert understood(app) == "None"


def test_known_words_are_not_called_unseen(run):
    assert len(run("ask", "cat - of", odd=True).caption) == 0
    assert len(run("ask_words", "cat of", odd=True).caption) == 0


def test_unseen_words_in_a_list_are_kept_and_named_each(run):
    app = run("ask_words", "cats cat kings ct", odd=True)
    assert understood(app) == "cats|cat|kings"
    assert [caption.value.split("”")[0] for caption in app.caption] == ["“cats", "“kings"]
    assert "'ct'" in said(app)


def test_where_a_row_is_wanted_an_unseen_word_is_answered_with_spellings(run):
    app = run("ask_word", "cats", default="of", odd=True)
    assert "'cats' is not among the 7 words" in said(app)
    assert offered(app) == ["cat (word 1)"]
    assert understood(app) == "of"


def test_the_default_of_a_single_word_may_hold_spaces(run):
    assert understood(run("ask_word", default=". . .", odd=True)) == ". . ."
    assert understood(run("ask_word", default="cats", odd=True)) == "cat"


def chinese_page() -> None:
    import numpy as np
    import streamlit as st

    import embedviz as ev
    from embedviz.ui.widgets import queries

    words = ["国王", "王后", "男人", "女人", "历史", "语言"]
    st.text(str(queries.ask(ev.Embedding("zh", words, np.eye(6)), key="q", label="Words", default="王后")))


def test_a_chinese_reader_is_understood_or_told_why_not_and_what_was_typed_stays():
    app = commit(AppTest.from_function(chinese_page).run(), "国王\u3000－\u3000男人 ＋ 女人")
    assert understood(app) == "国王 + 女人 - 男人"
    commit(app, "国王-男人+女人")
    assert "not among the 6 words" in said(app)
    assert [button.label.replace("\\", "") for button in app.button] == ["国王 - 男人 + 女人"]
    app.button[0].click().run()
    assert understood(app) == "国王 + 女人 - 男人"
    for typed, told in (
        ("國王", "國: not among the simplified characters (GB 2312)"),
        ("国王 - 🐼", "'🐼' is not among the 6 words of the vocabulary. No similar spelling."),
        ("ｋｉｎｇ", "not among the 6 words"),
        ("国王 男人", "expected + or - between words"),
    ):
        commit(app, typed)
        assert told in said(app).replace("\\", ""), typed
        assert app.text_input(key="q").value == typed
        assert understood(app) == "国王 + 女人 - 男人"


# Completions


def test_the_last_word_is_completed_and_the_rest_stays(glove):
    found = completions(glove)("king - m")
    assert [completion.word for completion in found] == glove.words.complete("m")
    assert all(completion.text == f"king - {completion.word}" for completion in found)
    assert [completion.detail for completion in found] == [rank_of(glove, completion.word) for completion in found]


@pytest.mark.parametrize("text", ["", "king - ", "king -", "king + "])
def test_nothing_begun_is_not_completed(glove, text):
    assert completions(glove)(text) == []


@pytest.mark.parametrize("begun", ["bank", "co-", '"ban', "a&", "é", "ß"])
def test_every_completion_is_understood_as_the_word_offered(glove, begun):
    found = completions(glove)(f"king - {begun}")
    assert found
    for completion in found:
        assert ev.parse(completion.text) == ev.Expression(("king",), (completion.word,))


def test_a_word_with_spaces_or_a_sign_is_completed_in_quotes():
    words = ev.Embedding("odd", ["new york", "+", '"x'], [[1.0], [2.0], [3.0]])
    for typed, word in (("new", "new york"), ('"+', "+"), ('"new y', "new york")):
        (completion,) = completions(words)(typed)
        assert ev.parse(completion.text).word == word


def test_a_rank_counts_from_1(glove):
    assert rank_of(glove, "the") == "rank 1"
    assert rank_of(glove, glove.words[123_455]) == "rank 123,456"
