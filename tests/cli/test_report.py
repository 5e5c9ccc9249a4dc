"""``embedviz report`` and ``embedviz spectrum --json``, in this process."""

import html
import json
import re
import shlex

import pytest

import embedviz as ev
from embedviz.cli.main import main
from embedviz.reporting.make import BUILDS
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


def test_each_command_that_a_report_prints_runs_and_repeats_its_numbers(path, capsys):
    sections = [id for id in BUILDS if id not in {"map", "evaluation", "claims"}]
    made = ev.report(ev.load(path), name=str(path), sections=sections)
    commands = [html.unescape(each) for each in re.findall("<pre>(.*?)</pre>", made.html, re.DOTALL)]
    assert len(commands) == len(sections)
    printed = {}
    for command in "\n".join(commands).splitlines():
        program, *arguments = shlex.split(command)
        if program == "embedviz":
            assert main(arguments) == 0
        else:
            assert (program, arguments[0]) == ("python", "-c")
            exec(arguments[1], {})  # noqa: S102 - our own
        printed[command] = capsys.readouterr().out
    said = "\n".join(printed.values())
    assert f"{made.data['isotropy']['isoscore']:.6g}"[:6] in said
    assert f"{made.data['dimension']['value']:.4f}" in said
    assert made.data["source"]["words"] == 120


def test_a_spectrum_as_json_is_that_of_the_library(path, capsys):
    assert main(["spectrum", str(path), "--json", "--center"]) == 0
    data = json.loads(capsys.readouterr().out)
    found = ev.spectrum(ev.load(path), center=True)
    assert data["singular_values"] == found.singular_values.tolist()
    assert (data["m"], data["n"], data["rank"], data["centered"]) == (120, 12, found.rank(), True)
