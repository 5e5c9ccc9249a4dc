"""The names that stay put, and what may import what."""

import ast
import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import embedviz as ev
from embedviz import errors

ROOT = Path(ev.__file__).parents[1]
FILES = sorted(path.relative_to(ROOT) for path in (ROOT / "embedviz").rglob("*.py"))
FRONTS = [Path("embedviz/__init__.py"), Path("embedviz/__main__.py")]  # the library's and the command line's
LAYERS = [
    "formats",
    "workers",
    "parts",
    "sources",
    "algebra",
    "geometry",
    "training",
    "context",
    "evaluation",
    "claims",
]
LAYERS += ["diagnosis", "reporting", "figures", "cli", "ui"]
BOTTOM = {"processes", "vocabulary"}  # all stand on them, as on the modules beside it
HEAVY = {"gensim", "numba", "pacmap", "pandas", "plotly", "pyarrow", "scipy", "sklearn", "streamlit", "torch", "umap"}
HEAVY |= {"h5py", "safetensors"}

SIGNATURES = {
    "load": "(path, *, limit=None, progress=None)",
    "open_source": "(id, *, progress=None)",
    "save": "(embedding, path, *, format=None, progress=None)",
    "spectrum": "(X, *, center=False, progress=None, executor=None)",
    "dependence": "(vectors)",
    "neighbors": "(embedding, query, k=10, metric='cosine')",
    "analogy": "(embedding, positive, negative, k=10, method='3cosadd')",
    "align": "(a, b)",
    "project": "(vectors, method='pca', n_components=3, seed=0, progress=None)",
    "train": "(corpus, model='skip-gram', dimensions=50, *, window=5, negative=5, epochs=5, min_count=5, "
    "learning_rate=0.025, seed=0, workers=1, snapshots=20, progress=None)",
    "Elmo.load": "(options_file=None, weight_file=None, *, vocabulary_file=None, embedding_file=None)",
    "Elmo.encode": "(self, sentences, stateful=False, *, progress=None)",
    "Embedding.index": "(self, word)",
    "Embedding.top": "(self, k)",
    "Spectrum.rank": "(self, rtol=None)",
    "Spectrum.energy": "(self, k)",
}

ATTRIBUTES = {
    "Embedding": ["id", "words", "vectors", "shape"],
    "Spectrum": [
        "singular_values",
        "shape",
        "effective_rank",
        "stable_rank",
        "participation_ratio",
        "condition_number",
    ],
    "Dependence": ["coefficients", "residual", "independent"],
    "Neighbors": ["words", "scores"],
    "Projection": ["coordinates"],
    "Alignment": ["rotation", "residuals"],
    "Training": ["embedding", "output", "history", "snapshots", "settings", "model"],
}


@cache
def imports(path: Path) -> list[str]:
    """Every module a file imports, at its top or within a function; of ``from a import b``, both a and a.b."""
    found = []
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it goes"
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def imported_packages(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def layer(parts: tuple[str, ...]) -> str | None:
    """The folder of embedviz a module stands in, or None for those at its root and what they stand on."""
    is_layer = len(parts) > 1 and parts[1] not in BOTTOM and (ROOT / "embedviz" / parts[1]).is_dir()
    return parts[1] if is_layer else None


@pytest.mark.parametrize(("name", "documented"), SIGNATURES.items())
def test_a_function_takes_what_the_design_says_and_nothing_else_by_need(name, documented):
    function = ev
    for part in name.split("."):
        function = getattr(function, part)
    signature = inspect.signature(function)
    bare = [parameter.replace(annotation=inspect.Parameter.empty) for parameter in signature.parameters.values()]
    as_text = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    assert as_text.startswith(documented.removesuffix(")"))
    for parameter in bare[len([part for part in documented.strip("()").split(", ") if part != "*"]) :]:
        assert parameter.default is not inspect.Parameter.empty


@pytest.fixture(scope="module")
def results(toy):
    return {
        "Embedding": toy,
        "Spectrum": ev.spectrum(toy),
        "Dependence": ev.dependence(toy.vectors),
        "Neighbors": ev.neighbors(toy, "east", 2),
        "Projection": ev.project(toy, n_components=2),
        "Alignment": ev.align(toy, toy),
        "Training": ev.train([["to", "be", "or", "not", "to", "be"]] * 9, dimensions=2),
    }


@pytest.mark.parametrize(("name", "attribute"), [(name, each) for name, all_ in ATTRIBUTES.items() for each in all_])
def test_a_result_has_what_the_design_says(results, name, attribute):
    assert type(results[name]) is getattr(ev, name)
    assert hasattr(results[name], attribute)


def test_the_one_error_is_a_value_error_and_base_of_all_others():
    assert issubclass(ev.EmbedvizError, ValueError)
    kinds = [kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__]
    assert len(kinds) > 5
    assert [kind for kind in kinds if not issubclass(kind, ev.EmbedvizError)] == [ev.Cancelled]


def test_what_is_exported_is_there_and_in_order():
    assert list(ev.__all__) == sorted(ev.__all__)
    assert all(hasattr(ev, name) for name in ev.__all__)


def test_importing_embedviz_imports_nothing_heavy():
    code = f"import sys, embedviz; print(sorted(sys.modules.keys() & {HEAVY}))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert result.stdout.strip() == "[]"


def test_only_the_ui_imports_streamlit_and_figures_compute_nothing():
    for path in FILES:
        packages = imported_packages(path)
        if layer(path.with_suffix("").parts) != "ui":
            assert "streamlit" not in packages, path
        if layer(path.with_suffix("").parts) == "figures":
            assert not packages & {"sklearn", "gensim", "scipy", "pacmap", "umap"}, path


def test_a_file_imports_only_what_stands_above_it():
    for path in FILES:
        if path in FRONTS:
            continue
        own = layer(path.with_suffix("").parts)
        allowed = {None} if own is None else {None, *LAYERS[: LAYERS.index(own) + 1]}
        for name in imports(path):
            parts = tuple(name.split("."))
            if parts[0] == "embedviz":
                assert layer(parts) in allowed, f"{path} imports {name}"


def test_every_folder_of_the_package_has_its_place_in_the_order():
    folders = {path.parts[1] for path in FILES if len(path.parts) > 2}
    assert folders <= {*LAYERS, *BOTTOM}


BASE = ["widgets", "work", "scene", "frame"]  # of embedviz/ui; all other folders there are a page's
ROOMS = sorted(path.parent.name for path in (ROOT / "embedviz" / "ui").glob("*/__init__.py"))


def rooms_used(room: str) -> set[str]:
    """The folders of embedviz/ui that one of them imports from."""
    used = {
        name.split(".")[2]
        for path in FILES
        if path.parts[:3] == ("embedviz", "ui", room)
        for name in imports(path)
        if name.startswith("embedviz.ui.")
    }
    return used - {room}


def test_the_ui_is_folders_only():
    inside = {path.name for path in (ROOT / "embedviz" / "ui").iterdir()} - {"__pycache__", "__init__.py"}
    assert inside == set(ROOMS)
    assert set(BASE) <= inside


@pytest.mark.parametrize("room", BASE)
def test_what_all_pages_share_knows_no_page(room):
    assert rooms_used(room) <= set(BASE[: BASE.index(room)])


def test_the_rooms_of_the_pages_use_each_other_in_one_direction():
    left = {room: rooms_used(room) - set(BASE) for room in ROOMS}
    while left:
        free = [room for room, used in left.items() if not used & left.keys()]
        assert free, f"a circle among {sorted(left)}"
        for room in free:
            del left[room]


def test_the_checks_of_imports_see_what_is_there():
    assert rooms_used("home") >= {"polysemy", "widgets"}
    assert "embedviz.algebra.spectrum" in imports(Path("embedviz/geometry/projection.py"))
    assert "gensim" not in imported_packages(Path("embedviz/geometry/neighbors.py"))
    assert "pacmap" in imported_packages(Path("embedviz/geometry/curved.py"))
    assert layer(("embedviz", "algebra", "spectrum", "spectrum")) == "algebra"
    assert layer(("embedviz", "errors", "EmbedvizError")) is None
