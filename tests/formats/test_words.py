from hypothesis import given
from hypothesis import strategies as st

from embedviz.formats.words import decode


@given(st.lists(st.binary(max_size=6).map(lambda word: word.replace(b" ", b"")), min_size=1))
def test_words_are_decoded_together_as_each_would_be_alone(spellings):
    words, undecodable = decode(spellings, b" ")
    assert words == [spelling.decode(errors="backslashreplace") for spelling in spellings]
    bad = [i for i, spelling in enumerate(spellings) if spelling.decode(errors="ignore").encode() != spelling]
    assert list(undecodable) == bad


def test_a_replacement_that_stands_in_the_file_is_no_fault():
    assert decode(["\ufffd".encode(), b"\xff"], b"\n") == (["\ufffd", "\\xff"], [1])
