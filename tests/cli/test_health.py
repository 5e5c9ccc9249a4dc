"""``embedviz health``, in this process, and its exit status as one of its own."""

import json

import pytest

import embedviz as ev
from embedviz.cli.main import main
from tests.diagnosis.planted import faulty


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    embedding = ev.health(faulty(300, 20)[0]).without("undecodable", "control-characters")
    file = tmp_path_factory.mktemp("files") / "faulty.parquet"
    ev.save(embedding, file)
    return file


def test_health_says_what_it_finds_and_ends_well_unless_told_otherwise(path, capsys):
    assert main(["health", str(path)]) == 0
    said = capsys.readouterr().out
    found = ev.health(ev.load(path))
    assert "fault: zero-rows\n  Words whose vector is zero: 3." in said
    assert [line.partition(": ")[2] for line in said.splitlines() if line[0] != " "][:-1] == list(found.kinds)
    assert "\x07" not in said


def test_the_exit_status_is_1_where_it_finds_what_it_is_to_fail_on(path, run, capsys):
    assert main(["health", str(path), "--fail-on", "hubs, zero-rows", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert {each["kind"]: each["count"] for each in data["findings"]}["zero-rows"] == 3
    assert main(["health", str(path), "--fail-on", "hubs"]) == 0
    assert main(["health", str(path), "--fail-on", "warning"]) == 1
    assert run("health", path, "--fail-on", "fault").returncode == 1


def test_a_copy_without_what_was_found_is_sound(path, tmp_path, capsys):
    out = tmp_path / "sound.parquet"
    assert main(["health", str(path), "-o", str(out), "--without", "zero-rows,duplicates,case"]) == 0
    capsys.readouterr()
    clean = ev.load(out)
    assert len(clean) == len(ev.load(path)) - 3 - 5 - 3
    assert not {"zero-rows", "duplicates", "case"} & set(ev.health(clean).kinds)


def test_a_kind_that_there_is_not_is_refused(path, run):
    result = run("health", path, "--fail-on", "zeros")
    assert result.returncode == 2
    assert "no finding is called 'zeros'; expected one of zero-rows, " in result.stderr.replace("\n", "")
