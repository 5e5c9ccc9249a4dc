"""Every cache of the app is within the budget, or holds what cannot become much."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
BOUNDED = {
    "figures/plot.py _template": "the template that all figures have",
    "ui/frame/navigation.py _pages": "the pages, once for each language",
    "ui/frame/page.py _whole_pandas": "nothing but whether a library was imported",
    "ui/polysemy/examples.py _shipped": "64 at most of the words that come with the package",
    "ui/scene/buffers.py buffers": "one object, which keeps its bytes within the budget",
    "ui/scene/paint.py _palette": "as many colors as there are scales",
    "ui/space/laid_out.py _version": "a line for each method",
    "ui/word2vec/training.py runs": "one object, which keeps its trainings within the budget",
    "ui/work/budget.py _usual": "a number",
    "ui/work/budget.py budget": "the budget",
    "ui/work/jobs.py jobs": "one object, which keeps its results within the budget",
    "ui/work/opened.py opened": "one object, which keeps its embeddings within the budget",
    "ui/work/cluster.py _watch": "a connection to the one scheduler that the environment names",
    "workers/location.py _mapped": "maps of files, whose pages the system takes back",
    "geometry/intrinsic_dimension.py _exponential_quantiles": "two arrays of as many numbers as points were sampled",
    "context/examples.py polysemous": "the sentences that come with the package",
    "sources/bilingual.py bilingual_pairs": "the list that comes with the package",
    "ui/word2vec/evaluation.py _read": "16 test sets of at most 20 MB, as a server has them in its folder",
    "formats/staging.py _boot": "a line",
    "hanzi.py _only": "the characters of two standards",
    "hanzi.py _characters": "the same",
    "algebra/lapack.py _dtpqrt": "a function of SciPy",
    "blanks.py unbroken": "messages of the catalogue that comes with the package",
    "i18n.py _translations": "the catalogues that come with the package",
    "sources/corpora/words.py _word": "a pattern",
    "sources/corpora/segmenter.py _with": "one segmenter, with the dictionary that was used last",
    "parts/place.py _opened": "descriptions of so many folders of parts",
    "sources/maps/__init__.py shipped_map": "two maps that come with the package",
    "sources/folder.py _is_ready": "two booleans a file of the folder, of which so many are listed",
}
CACHES = {"cache", "lru_cache", "cache_data", "cache_resource"}
GROWING = {
    "i18n.py _chooser": "one function",
    "parts/place.py _digests": "so many digests of parts, then none",
    "ui/library/sending.py _links": "files, for as long as a session looks at them",
    "ui/work/cluster.py _asked": "so many answers of the scheduler, then none",
    "workers/tasks.py _prepared": "what was prepared last",
    "workers/location.py _here": "matrices, for as long as they are worked on",
}
COLLECTIONS = {
    "dict", "list", "set", "deque", "OrderedDict", "Counter", "WeakValueDictionary", "WeakKeyDictionary", "WeakSet"
}  # fmt: skip


def name_of(decorator: ast.expr) -> str:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def cached(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and CACHES & set(map(name_of, node.decorator_list)):
                yield f"{path.relative_to(folder).as_posix()} {node.name}"


def test_no_other_cache_is_bounded_by_a_count_or_not_at_all():
    assert set(cached(ROOT / "embedviz")) | set(cached(ROOT / "pages")) == BOUNDED.keys()


def collections(folder: Path) -> Iterator[str]:
    """Name what is empty when a module or a class is made, and so made to be filled."""
    for path in sorted(folder.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for body in (tree.body, *(each.body for each in ast.walk(tree) if isinstance(each, ast.ClassDef))):
            for node in body:
                if isinstance(node, ast.Assign | ast.AnnAssign) and is_empty_collection(node.value):
                    (target, *_others) = node.targets if isinstance(node, ast.Assign) else [node.target]
                    yield f"{path.relative_to(folder).as_posix()} {ast.unparse(target)}"


def is_empty_collection(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List | ast.Set):
        return not value.elts
    return isinstance(value, ast.Call) and name_of(value) in COLLECTIONS and not value.args


def test_nothing_else_that_a_module_keeps_grows_with_what_visitors_do():
    assert set(collections(ROOT / "embedviz")) | set(collections(ROOT / "pages")) == GROWING.keys()
