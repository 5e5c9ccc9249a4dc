"""The reader's own sentences, as they are typed."""

from streamlit.testing.v1 import AppTest


def app() -> None:
    import streamlit as st

    from embedviz.ui.polysemy.examples import choose_examples

    chosen = choose_examples(st.container())
    st.session_state["found"] = chosen


def typed(word: str, sentences: str) -> AppTest:
    page = AppTest.from_function(app)
    page.query_params["word"] = "own"
    page.run()
    page.text_input(key="own_word").set_value(word)
    page.text_area(key="own_sentences").set_value(sentences).run()
    assert not page.exception
    return page


def test_labels_stand_before_a_bar_and_empty_lines_do_not_count():
    found = typed("bank", "money | The bank lends.\n\n  river|A bank | of mud.\nAnother BANK.").session_state["found"]
    assert found.senses == ("money", "river", "")
    assert found.texts == ("The bank lends.", "A bank | of mud.", "Another BANK.")
    assert found.positions == (1, 1, 1)
    assert found.parts[0] == ("The ", "bank", " lends.")
    assert found.sentences[2] == ("Another", "BANK", ".")


def test_a_word_that_stands_twice_in_a_sentence_occurs_twice():
    found = typed("bank", "Bank after bank closed.").session_state["found"]
    assert found.positions == (0, 2)
    assert found.texts[0] == found.texts[1]


def test_a_clitic_does_not_hide_a_word():
    found = typed("home", "“Let's go home.”\nHome's best.\nThey're homeless.").session_state["found"]
    assert len(found.positions) == 2


def test_sentences_without_the_word_are_named_and_the_others_kept():
    page = typed("bank", "The bank.\nNothing here.\nNor *here*.\nNor there.\nNo.\nA bank.")
    assert len(page.session_state["found"].texts) == 2
    (warning,) = page.warning
    assert "Nothing here" in warning.value
    assert "and 1 more" in warning.value
    assert "\\*here\\*" in warning.value


def test_more_than_two_hundred_sentences_are_cut_and_it_is_said():
    page = typed("bank", "A bank.\n" * 205)
    assert len(page.session_state["found"].texts) == 200
    assert "205 sentences; the first 200 are read" in page.warning[0].value


def test_what_stands_beyond_the_longest_sentence_is_not_an_occurrence():
    page = typed("bank", "so " * 600 + "bank.\nA bank.")
    assert len(page.session_state["found"].texts) == 1
    assert any("cut" in warning.value for warning in page.warning)


def test_what_is_too_much_is_cut_and_it_is_said():
    long = "so " * 600 + "\n" + "bank " + "so " * 600
    page = typed("bank", "\n".join([long, *(f"s{i % 30} | {i} bank bank bank " + "so " * 150 for i in range(190))]))
    found, said = page.session_state["found"], " ".join(warning.value for warning in page.warning)
    assert "2 sentences were cut to the first 512 tokens of each." in said
    assert len(found.distinct) == 127
    assert found.n_tokens == 512 + 126 * 154 <= 20_000
    assert "Only the first 127 of 191 sentences are read: together they may have at most 20,000 tokens." in said
    assert (len(found.positions), len(found.rows)) == (379, 379)
    assert len({sense for sense in found.senses if sense}) == 20
    assert "30 senses; the first 20 are told apart, the others count as unknown." in said


def test_more_than_four_hundred_occurrences_are_cut_and_they_share_their_sentences():
    page = typed("bank", "\n".join(f"{i} " + "bank " * 9 for i in range(60)))
    found = page.session_state["found"]
    assert len(found.positions) == 400
    assert "540 occurrences; the first 400 are looked at." in page.warning[0].value
    assert found.n_tokens == 45 * 10
    assert found.sentences[0] is found.sentences[8]
    assert [found.sentences[i][at] for i, at in enumerate(found.positions)] == ["bank"] * 400
