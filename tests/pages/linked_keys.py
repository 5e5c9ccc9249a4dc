"""What the pages read of an address, told from their code: every name that comes to where an address is read."""

import ast
from collections.abc import Iterator
from pathlib import Path

READERS = ("get", "get_all", "pop", "__getitem__")


def linked_keys(root: Path) -> tuple[set[str], set[str]]:
    """Return the names that the code reads of an address.

    A function that hands on one of its parameters to where an address is read is such a place itself.

    Parameters
    ----------
    root : Path
        Of the repository.

    Returns
    -------
    names : set of str
        Those that are written out, or are a constant of the module.
    others : set of str
        Expressions that make a name, such as ``f"w{layer}"``.
    """
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for part in ("embedviz/ui", "pages")
        for path in (root / part).rglob("*.py")
    ]
    functions = [each for tree in trees for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    places: dict[str, tuple[str, int | None]] = {"bound": ("key", 0)}
    while True:
        known = dict(places)
        for function in functions:
            positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
            named = {*positional, *(each.arg for each in function.args.kwonlyargs)}
            for key in _keys(function, places):
                if isinstance(key, ast.Name) and key.id in named:
                    at = positional.index(key.id) if key.id in positional else None
                    places[function.name] = (key.id, at)
        if places == known:
            break
    names, others = set(), set()
    for tree in trees:
        constants = _constants(tree)
        parameters = {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
        for key in _keys(tree, places):
            if isinstance(key, ast.Constant):
                names.add(str(key.value))
            elif isinstance(key, ast.Name) and key.id in constants:
                names.add(constants[key.id])
            elif not (isinstance(key, ast.Name) and key.id in parameters):
                others.add(ast.unparse(key))
    return names, others


def _keys(part: ast.AST, places: dict[str, tuple[str, int | None]]) -> Iterator[ast.expr]:
    for each in ast.walk(part):
        if isinstance(each, ast.Subscript) and _is_address(each.value):
            yield each.slice
        elif isinstance(each, ast.Call):
            called = each.func
            if isinstance(called, ast.Attribute) and _is_address(called.value):
                yield from each.args[:1] if called.attr in READERS else ()
                continue
            name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if name in places:
                word, at = places[name]
                yield from (given.value for given in each.keywords if given.arg == word)
                yield from each.args[at : at + 1] if at is not None else ()


def _is_address(part: ast.expr) -> bool:
    return isinstance(part, ast.Attribute) and part.attr == "query_params"


def _constants(tree: ast.Module) -> dict[str, str]:
    found = {}
    for each in tree.body:
        if not isinstance(each, ast.Assign):
            continue
        for target in each.targets:
            pairs = [(target, each.value)]
            if isinstance(target, ast.Tuple) and isinstance(each.value, ast.Tuple):
                pairs = list(zip(target.elts, each.value.elts, strict=True))
            found |= {
                name.id: value.value
                for name, value in pairs
                if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)
            }
    return found
