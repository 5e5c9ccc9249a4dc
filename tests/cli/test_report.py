"""``embedviz report`` and ``embedviz spectrum --json``, in this process."""

import json

import pytest

import embedviz as ev
from embedviz.cli.main import main
from tests.diagnosis.planted import sound


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    file = tmp_path_factory.mktemp("files") / "sound.vec"
    ev.save(ev.Embedding("sound", *sound(120, 12)), file)
    return file


def test_a_report_is_written_and_its_numbers_are_printed(path, tmp_path, capsys):
    out = tmp_path / "report.html"
    assert main(["report", str(path), "-o", str(out), "--language", "zh", "--only", "rank,source", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["source", "rank"]
    assert data["source"]["format"] == "word2vec text"
    assert data["source"]["words"] == 120
    assert f"embedviz spectrum {path}" in out.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in out.read_text(encoding="utf-8")
    assert main(["report", str(path)]) == 2
    assert "expected -o report.html, or --json" in capsys.readouterr().err


def test_a_spectrum_as_json_is_that_of_the_library(path, capsys):
    assert main(["spectrum", str(path), "--json", "--center"]) == 0
    data = json.loads(capsys.readouterr().out)
    found = ev.spectrum(ev.load(path), center=True)
    assert data["singular_values"] == found.singular_values.tolist()
    assert (data["m"], data["n"], data["rank"], data["centered"]) == (120, 12, found.rank(), True)
