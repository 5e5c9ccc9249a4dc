"""The lessons' order, and the way from each to the next."""

from itertools import pairwise
from pathlib import Path

from embedviz.ui.frame.lessons import around, lessons

PAGES = Path(__file__).parents[3] / "pages"


def test_every_lesson_is_a_page_and_leads_to_the_next():
    listed = lessons()
    assert sorted(each.script for each in listed) == sorted(f"learn/{each.name}" for each in PAGES.glob("learn/*.py"))
    for before, after in pairwise(listed):
        assert around(before.path)[1] == after
        assert around(after.path)[0] == before
    assert around("")[0] is around("claims")[1] is None
    assert around("space") == (None, None)
