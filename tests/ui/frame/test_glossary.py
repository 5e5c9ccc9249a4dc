"""The terms of the field, explained."""

import ast
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from embedviz.ui.frame.glossary import glossary, meaning

ROOT = Path(__file__).parents[3]
FILES = [*(ROOT / "pages").rglob("*.py"), *(ROOT / "embedviz" / "ui").rglob("*.py")]


def ids_in_code() -> set[str]:
    calls = (
        node
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "meaning"
    )
    return {argument.value for call in calls for argument in call.args if isinstance(argument, ast.Constant)}


def test_every_term_that_a_page_explains_is_there():
    assert ids_in_code() <= glossary().keys()


def test_each_term_has_a_name_and_a_meaning_of_its_own():
    names, meanings = zip(*glossary().values(), strict=True)
    assert len(set(names)) == len(set(meanings)) == len(names)
    assert all(text.endswith(".") for text in meanings)


def test_terms_are_explained_a_paragraph_each():
    assert meaning("rank", "span").split("\n\n") == [
        r"**rank**: The largest number of rows that are independent, and of columns: the two are equal, and at most "
        r"$\min(m,n)$.",
        "**span**: All vectors that are linear combinations of the given ones.",
    ]


@pytest.fixture
def opened() -> AppTest:
    def script() -> None:
        from embedviz.ui.frame.glossary import glossary_button

        glossary_button()

    app = AppTest.from_function(script).run()
    assert not app.markdown
    return app.sidebar.button(key="glossary").click().run()


def test_the_button_lists_all_terms(opened):
    assert [text.value.split("  \n")[0].strip("*") for text in opened.markdown] == [n for n, _t in glossary().values()]
