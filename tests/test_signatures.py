"""Everything after the data is by keyword, but where a public name has always taken it by position."""

import importlib
import inspect
import pkgutil

import pytest

import embedviz as ev

FOLDERS = ["algebra", "geometry", "context", "evaluation", "claims", "training", "diagnosis", "reporting"]
# What other modules are built of: it takes what a public function has read, checked and named.
MACHINERY = {
    f"embedviz.{name}"
    for name in (
        "algebra.lapack",
        "algebra.leading",
        "algebra.reductions",
        "geometry.curved",
        "geometry.listening",
        "geometry.scoring",
    )
}
# By position as well, because README.md and all who follow it call them so.
BY_POSITION = {
    "report": ("path",),
    "neighbors": ("k", "metric"),
    "analogy": ("k", "method"),
    "project": ("method", "n_components", "seed", "progress"),
    "train": ("model", "dimensions"),
    "without_dimensions": ("dimensions",),  # which ones, that is data
    "read_weights": ("vocabulary_file", "embedding_file"),  # files, which are the data
}
SETTINGS = {"k", "terms", "dimensions", "size", "count", "seed", "rate", "layer", "progress", "min_count", "window"}


def public_functions():
    found = {}
    for folder in FOLDERS:
        package = importlib.import_module(f"embedviz.{folder}")
        for module in pkgutil.iter_modules(package.__path__, f"embedviz.{folder}."):
            loaded = importlib.import_module(module.name)
            for name, function in inspect.getmembers(loaded, inspect.isfunction):
                if function.__module__ == module.name and not name.startswith("_"):
                    found[f"{module.name.removeprefix('embedviz.')}.{name}"] = function
    return found


FUNCTIONS = public_functions()
EXPORTED = [name for name in ev.__all__ if inspect.isfunction(getattr(ev, name))]


@pytest.mark.parametrize("path", [path for path, each in FUNCTIONS.items() if each.__module__ not in MACHINERY])
def test_what_is_no_data_is_by_keyword(path):
    allowed = BY_POSITION.get(path.rpartition(".")[2], ())
    parameters = inspect.signature(FUNCTIONS[path]).parameters.values()
    by_position = [each for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    for each in by_position[1:] if len(by_position) > 1 else by_position:
        if each.name not in allowed and each.kind is not inspect.Parameter.VAR_KEYWORD:
            assert each.default is inspect.Parameter.empty, each.name
            assert each.name not in SETTINGS, each.name


@pytest.mark.parametrize("name", EXPORTED)
def test_what_is_exported_has_options_by_keyword_only(name):
    allowed = BY_POSITION.get(name, ())
    for each in inspect.signature(getattr(ev, name)).parameters.values():
        if each.default is not inspect.Parameter.empty and each.name not in allowed:
            assert each.kind is inspect.Parameter.KEYWORD_ONLY, each.name


def test_the_functions_are_found():
    assert len(FUNCTIONS) > 80
    assert FUNCTIONS["algebra.spectrum.spectrum"] is ev.spectrum
    assert all(name in {path.rpartition(".")[2] for path in FUNCTIONS} for name in BY_POSITION)
