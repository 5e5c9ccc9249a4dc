import pytest

from embedviz.context.tokens import tokenize
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.polysemy.inside import proposed_edit


def chosen(*labeled: tuple[str, str]) -> Chosen:
    texts = tuple(text for text, _sense in labeled)
    return Chosen(
        "bat", texts, tuple(map(tuple, map(tokenize, texts))), (0,) * len(texts), tuple(s for _t, s in labeled)
    )


@pytest.mark.parametrize(
    ("labeled", "expected"),
    [
        ([("A bat flew.", "animal"), ("He broke the bat in June.", "stick")], "A bat June."),
        ([("A bat flew.", "animal"), ("The bat slept.", "animal")], "A bat flew."),
        ([("A bat flew.", "animal"), ("Bat.", "stick"), ("His bat flew!", "stick")], "A bat flew."),
        ([("Bat", ""), ("He broke the bat.", "stick")], "Bat"),
    ],
    ids=["another sense", "one sense", "no other word", "nothing to replace"],
)
def test_the_proposed_edit_takes_the_last_word_of_another_sense(labeled, expected):
    assert proposed_edit(chosen(*labeled), 0) == expected
