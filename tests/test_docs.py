"""The tour in docs, run as a notebook, and the reference made of the docstrings."""

import json
import re
import warnings
from pathlib import Path

import pytest

import embedviz as ev

ROOT = Path(ev.__file__).parents[1]
TOUR = ROOT / "docs" / "tour.ipynb"


def test_the_tour_is_ten_lines_without_results():
    cells = json.loads(TOUR.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [len("".join(cell["source"]).splitlines()) for cell in code] == [1] * 10
    assert not any(cell["outputs"] for cell in code)
    for cell in code:
        compile("".join(cell["source"]), "tour", "exec")


def test_the_steps_to_a_bilm_of_ones_own_part_chinese_words_and_make_vectors_of_them(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    (tmp_path / "text.txt").write_text("国王住在宫殿里，王后也住在宫殿里。\n男人在城里工作。\n", encoding="utf-8")
    for block in re.findall(
        r"```python\n(.*?)```", (ROOT / "docs" / "own-bilm.md").read_text(encoding="utf-8"), re.DOTALL
    ):
        exec(block, {})  # noqa: S102 - our own document
    assert (tmp_path / "corpus.txt").read_text(encoding="utf-8").splitlines() == [
        "国王 住 在 宫殿 里 ， 王后 也 住 在 宫殿 里 。",
        "男人 在 城里 工作 。",
    ]
    made = ev.load(tmp_path / "data" / "own.vec")
    assert made.shape == (12, 100)
    assert {"国王", "，", "城里"} <= set(made.words)


@pytest.mark.exhaustive
def test_the_tour_runs_and_shows_what_it_promises(tmp_path, monkeypatch, glove):
    import nbformat
    from nbclient import NotebookClient

    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    tour = nbformat.read(TOUR, as_version=4)
    NotebookClient(tour, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    shown = [cell.outputs[-1].data if cell.outputs else {} for cell in tour.cells if cell.cell_type == "code"]
    assert "400,000" in shown[1]["text/html"]
    assert ">50<" in shown[2]["text/html"]
    assert all(word in shown[3]["text/html"] for word in ev.neighbors(glove, "bank", k=5).words)
    assert "queen" in shown[4]["text/html"]
    assert float(shown[5]["text/plain"].split("(")[-1].rstrip(")")) < 1e-12
    assert f"{ev.intrinsic_dimension(glove.top(5_000)).value:.2f}" in shown[6]["text/html"]
    assert "severity" in shown[8]["text/html"]
    assert (tmp_path / "report.html").stat().st_size > 10_000


@pytest.mark.exhaustive
def test_the_reference_holds_every_public_name_and_is_made_without_a_warning(tmp_path):
    import pdoc

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdoc.render.configure(docformat="numpy")
        pdoc.pdoc("embedviz", output_directory=tmp_path)
    page = (tmp_path / "embedviz.html").read_text(encoding="utf-8")
    assert [name for name in ev.__all__ if f'id="{name}"' not in page] == []
