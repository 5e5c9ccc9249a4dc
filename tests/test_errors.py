import ast
import errno
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import embedviz as ev
from embedviz.errors import LONGEST_REASON, LONGEST_SHOWN, UnknownWordError, located, places, reason, shortened

PACKAGE = Path(ev.__file__).parent


@given(st.text(max_size=LONGEST_SHOWN))
def test_a_text_that_is_not_long_stays_as_it_is(text):
    assert shortened(text) == text


@given(st.text(min_size=LONGEST_SHOWN + 1, max_size=3 * LONGEST_SHOWN))
def test_of_a_long_text_the_beginning_is_left_and_a_sign_that_it_goes_on(text):
    assert shortened(text) == text[:LONGEST_SHOWN] + "…"


def test_an_unknown_word_is_named_however_long_it_is():
    word = "x" * 100_000
    error = UnknownWordError(word, 400_000)
    assert isinstance(error, ev.EmbedvizError)
    assert error.word == word
    assert str(error) == f"'{'x' * 60}…' is not among the 400,000 words of the vocabulary"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/srv/cache/x"), "No space left on device"),
        (
            OSError("unable to open: name = '/srv/my models/w.hdf5', errno = 2"),
            "unable to open: name = 'w.hdf5', errno = 2",
        ),
        (ImportError("cannot import x (/usr/lib/python3/x.so)\nand more"), "cannot import x (x.so)"),
        (ValueError("C:\\data\\x.npy, or \\\\host\\share\\y"), "x.npy, or y"),
        (
            ValueError("see https://example.org/a/b, a/b and 1 / 2 / 3"),
            "see https://example.org/a/b, a/b and 1 / 2 / 3",
        ),
        (ValueError("no config.json in /home/me/models/bert/"), "no config.json in "),
        (RuntimeError(), "RuntimeError"),
        (ValueError("x" * 999), "x" * LONGEST_REASON),
    ],
    ids=["system", "quoted", "first line", "Windows", "no path", "folder", "nothing said", "long"],
)
def test_a_reason_is_one_line_without_folders(error, expected):
    assert reason(error) == expected


def test_the_place_of_an_error_is_no_part_of_its_message_and_comes_with_what_it_led_to():
    error = located(ev.EmbedvizError("outer"), Path("/srv"))
    error.__cause__ = located(ev.EmbedvizError("inner"), Path("/srv/cache"))
    assert str(error) == "outer"
    assert places(error) == ("/srv", "/srv/cache")
    assert places(ValueError()) == ()


def test_no_message_for_visitors_has_a_place_for_a_path():
    """Only the command line, which runs where the paths are, tells them."""
    found = {}
    for path in (*PACKAGE.rglob("*.py"), *PACKAGE.parent.glob("pages/**/*.py")):
        calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        names = {
            name
            for call in calls
            if isinstance(call.func, ast.Name)
            and call.func.id in ("_", "mark")
            and isinstance(call.args[0], ast.Constant)
            for _text, name, _spec, _conversion in string.Formatter().parse(call.args[0].value)
        }
        if names & {"path", "folder"}:
            found[path.relative_to(PACKAGE.parent).as_posix()] = names
    assert set(found) == {"embedviz/cli/app.py", "embedviz/cli/convert.py"}
