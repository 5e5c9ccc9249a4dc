import contextvars
import re

import pytest

from embedviz.assumptions import Assumption, sentences
from embedviz.i18n import speak


def test_an_assumption_is_a_sentence_that_names_its_values():
    assumption = Assumption("tensor", {"name": "{wte}.weight", "count": 1200})
    assert str(assumption) == "vectors from the tensor {wte}.weight, one of 1,200 matrices"


def test_the_language_is_that_of_the_moment_it_is_read():
    assumption = Assumption("word list", {"file": "words.txt"})

    def in_chinese() -> str:
        speak("zh")
        return str(assumption)

    chinese = contextvars.copy_context().run(in_chinese)
    assert chinese != str(assumption)
    assert "words.txt" in chinese


def test_a_kind_that_another_version_stored_is_shown_as_it_is():
    assert str(Assumption("unheard of", {"b": 2, "a": "x"})) == "unheard of b=2 a=x"


@pytest.mark.parametrize("kind", sentences())
def test_every_sentence_can_be_filled_in(kind):
    names = set(re.findall(r"{(\w+)", sentences()[kind]))
    assert str(Assumption(kind, dict.fromkeys(names, 7)))
