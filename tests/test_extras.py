"""Each import of an optional package says how to install it, by one mechanism."""

import ast
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from packaging.requirements import Requirement

import embedviz as ev
from embedviz import extras
from embedviz.errors import MissingExtraError
from embedviz.extras import Extra, folder_of, needs
from embedviz.reporting.make import BUILDS

ROOT = Path(ev.__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Of those that are imported by another name.
DISTRIBUTIONS = {
    "charset_normalizer": "charset-normalizer",
    "sklearn": "scikit-learn",
    "umap": "umap-learn",
    "distributed": "dask",
}
OPTIONAL = [
    "distributed",
    "fsspec",
    "gensim",
    "h5py",
    "openTSNE",
    "pacmap",
    "plotly",
    "rjieba",
    "sklearn",
    "streamlit",
    "torch",
    "transformers",
    "umap",
]
GUARDED = {
    "figures": {"plotly"},
    "ui": {"plotly", "starlette", "streamlit"},
}  # folders whose __init__.py asks for these
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "embedviz").rglob("*.py"))

NEEDED = {
    "word2vec": ("gensim", "app"),
    "n-grams": ("gensim", "app"),
    "handing over": ("gensim", "app"),
    "k-means": ("sklearn", "app"),
    "FastICA": ("sklearn", "app"),
    "PaCMAP": ("pacmap", "app"),
    "t-SNE": ("sklearn", "app"),
    "t-SNE of many": ("openTSNE", "tsne"),
    "UMAP": ("umap", "umap"),
    "biLM": ("h5py", "app"),
    "transformer": ("torch", "transformers"),
    "Chinese": ("rjieba", "chinese"),
    "articles": ("gensim", "app"),
    "analogies": ("gensim", "app"),
    "figures": ("plotly", "app"),
    "pages": ("streamlit", "app"),
    "cluster": ("distributed", "cluster"),
    "URL": ("fsspec", "remote"),
}


def names(requirements: list[str]) -> set[str]:
    return {Requirement(each).name for each in requirements}


def imported(node: ast.AST) -> Iterator[str]:
    """Names of the packages that a statement, or all within it, imports."""
    for each in ast.walk(node):
        if isinstance(each, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in each.names)
        elif isinstance(each, ast.ImportFrom) and each.module:
            yield each.module.partition(".")[0]


def guarded(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each package imported under ``with needs(extra, …)``, and the extra."""
    for node in ast.walk(tree):
        if isinstance(node, ast.With) and isinstance(node.items[0].context_expr, ast.Call):
            call = node.items[0].context_expr
            if isinstance(call.func, ast.Name) and call.func.id == "needs":
                yield from ((package, call.args[0].value) for package in imported(node))


def brings(extra: str, package: str) -> bool:
    return DISTRIBUTIONS.get(package, package) in names(PROJECT["optional-dependencies"][extra])


def test_what_the_core_does_not_bring_is_asked_for_by_its_extra():
    core = names(PROJECT["dependencies"])
    for path in FILES:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        asked = set(guarded(tree))
        assert [pair for pair in asked if not brings(pair[1], pair[0])] == [], path
        foreign = set(imported(tree)) - set(sys.stdlib_module_names) - {"embedviz"}
        foreign = {package for package in foreign if DISTRIBUTIONS.get(package, package) not in core}
        beyond = foreign - {package for package, _extra in asked} - GUARDED.get(path.parts[1], set())
        assert beyond == set(), path


def test_the_check_of_imports_sees_what_is_there():
    asked = dict(guarded(ast.parse((ROOT / "embedviz/geometry/curved.py").read_text(encoding="utf-8"))))
    assert asked == {"pacmap": "app", "sklearn": "app", "openTSNE": "tsne", "umap": "umap"}
    for folder, packages in GUARDED.items():
        tree = ast.parse((ROOT / "embedviz" / folder / "__init__.py").read_text(encoding="utf-8"))
        assert packages - ({"plotly", "starlette"} if folder == "ui" else set()) == {
            package for package, _extra in guarded(tree)
        }


def test_the_extras_of_the_code_are_those_of_the_package():
    assert set(get_args(Extra)) == set(PROJECT["optional-dependencies"])


@pytest.fixture(scope="module")
def without_extras() -> dict:
    """What the core says where no optional package is installed."""
    command = [sys.executable, "tests/core_only.py", *OPTIONAL]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=True)
    return json.loads(result.stdout)


def test_the_core_reads_measures_and_searches_without_any_extra(without_extras):
    vectors = np.random.default_rng(0).standard_normal((60, 5)).astype(np.float32)
    expected = np.linalg.svd(vectors.astype(np.float64), compute_uv=False)
    np.testing.assert_allclose(without_extras["singular_values"], expected, rtol=1e-12)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[0]))
    assert without_extras["nearest"] == [f"w{i}" for i in order[1:4]]
    assert without_extras["dependent"] is True
    assert without_extras["loaded"] == [True] * 6
    assert without_extras["sound"] is True
    assert without_extras["report"] == list(BUILDS)


@pytest.mark.parametrize(("what", "package", "extra"), [(what, *pair) for what, pair in NEEDED.items()])
def test_what_needs_an_extra_says_how_to_install_it(without_extras, what, package, extra):
    message = without_extras["refused"][what]
    assert message.startswith("MissingExtraError: ")
    assert package in message.partition("(")[2].partition(")")[0]
    assert message.endswith((f'pip install "embedviz[{extra}]"', f'pip install -e ".[{extra}]"'))


def test_the_command_is_for_the_package_or_for_the_folder_of_a_checkout(monkeypatch):
    monkeypatch.setattr(extras, "distribution", lambda _name: None)
    assert extras.install_command("umap") == 'pip install "embedviz[umap]"'

    def missing(name: str) -> None:
        raise extras.PackageNotFoundError(name)

    monkeypatch.setattr(extras, "distribution", missing)
    assert extras.install_command("umap") == 'pip install -e ".[umap]"'


def test_a_package_that_is_there_and_broken_says_what_is_wrong_with_it(tmp_path, monkeypatch):
    (tmp_path / "broken_package.py").write_text("raise ImportError('libfoo.so.1: cannot open\\nmore')")
    monkeypatch.syspath_prepend(tmp_path)
    message = r"^UMAP needs an optional package \(libfoo\.so\.1: cannot open\): pip"
    with pytest.raises(MissingExtraError, match=message), needs("umap", "UMAP"):
        import broken_package  # noqa: F401


def test_the_folder_of_a_package_is_found_without_importing_it():
    assert (folder_of("gensim", "app", "this test") / "models").is_dir()
    with pytest.raises(MissingExtraError, match=r"this test needs an optional package \(No module named 'no_such'\)"):
        folder_of("no_such", "app", "this test")
