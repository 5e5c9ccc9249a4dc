"""Simplified and traditional characters."""

import pytest

from embedviz.hanzi import missing_from, script


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("国王和王后住在宫殿里", "simplified", id="simplified"),
        pytest.param("國王和王后住在宮殿裡", "traditional", id="traditional"),
        pytest.param("国王 國王", None, id="both"),
        pytest.param("王后住在山中", None, id="characters-of-both"),
        pytest.param("king 123 🐼", None, id="no-chinese"),
        pytest.param("", None, id="empty"),
    ],
)
def test_how_a_text_is_written_is_told_by_what_one_set_alone_has(text, written):
    assert script(text) == written


def test_what_a_set_lacks_is_named_once_in_order():
    assert missing_from("國王與王國", "simplified") == ["國", "與"]
    assert missing_from("国王", "simplified") == []
    assert missing_from("国王", "traditional") == ["国"]
    assert missing_from("王 king 🐼", "traditional") == []
