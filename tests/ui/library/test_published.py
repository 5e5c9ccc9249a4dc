from pathlib import Path

import pytest

from embedviz.i18n import _, spoken
from embedviz.ui.library.published import PUBLISHED, published_table

DOCS = Path(__file__).parents[3] / "docs"


@pytest.mark.parametrize(("language", "name"), [("en", "published-vectors.md"), ("zh", "published-vectors.zh.md")])
def test_the_page_and_the_document_list_the_same(language, name):
    rows = [line for line in (DOCS / name).read_text(encoding="utf-8").splitlines() if line.startswith("| [")]
    assert len(rows) == len(PUBLISHED)
    for row, each in zip(rows, PUBLISHED, strict=True):
        first, *cells = (cell.strip() for cell in row.removeprefix("|").removesuffix("|").split("|"))
        with spoken(language):
            assert first.startswith(f"[{_(each.name)}]({each.address})")
        assert cells == [each.words, each.dimensions, each.download, each.license, each.file]


def test_the_table_has_a_column_for_each_fact():
    table = published_table()
    assert {len(column) for column in table.values()} == {len(PUBLISHED)}
    assert len(table) == 7
