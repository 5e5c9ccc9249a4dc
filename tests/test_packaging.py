"""What is installed for whom: pyproject.toml and the files of requirements say the same."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import embedviz as ev

ROOT = Path(ev.__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
TOOLS = {"babel", "build", "hatchling", "hypothesis", "mypy", "playwright", "pytest", "ruff", "websockets"}


def lines(file: str) -> list[str]:
    """What a file of requirements asks for, without comments."""
    bare = (line.partition("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    return [line for line in bare if line]


def test_requirements_are_the_core_and_the_extra_app():
    assert sorted(lines("requirements.txt")) == sorted(
        [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["app"]]
    )


def test_requirements_for_development_are_those_and_the_group_dev():
    first, *others = lines("requirements-dev.txt")
    assert first == "-r requirements.txt"
    assert sorted(others) == sorted(PYPROJECT["dependency-groups"]["dev"])


def test_what_ci_adds_before_the_exhaustive_tests_is_the_group_of_that_name():
    found = {str(Requirement(line)) for line in lines("requirements-exhaustive.txt")}
    assert found == {str(Requirement(each)) for each in PYPROJECT["dependency-groups"]["exhaustive"]}
    assert "pip install -q --only-binary :all: -r requirements-exhaustive.txt" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("extra", [None, *PROJECT["optional-dependencies"]])
def test_no_extra_and_not_the_core_brings_a_tool(extra):
    found = PROJECT["dependencies"] if extra is None else PROJECT["optional-dependencies"][extra]
    assert not {Requirement(each).name.partition("-")[0] for each in found} & TOOLS


def test_the_readme_installs_the_app_first_and_the_tools_for_the_tests_only():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    start, _mark, rest = text.partition("<!-- test -->")
    assert "install -q -r requirements.txt &&" in start
    assert "requirements-dev" not in start
    assert "install -q -r requirements-dev.txt &&" in rest.partition("<!-- /test -->")[0]


def test_the_version_stands_in_one_place_and_needs_no_installation():
    assert PROJECT["dynamic"] == ["version"]
    assert PYPROJECT["tool"]["hatch"]["version"]["path"] == "embedviz/__init__.py"
    code = "import embedviz; print(embedviz.__version__)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == ev.__version__
    assert f"## {ev.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
