"""Vocabularies in files that are mapped: the words as Arrow, and the two orders that they are found by.

``words.arrow`` holds one batch of one column of text; ``order.npy`` its rows sorted as the words are spelled, and
``forms.npy`` sorted without regard to their form, each with its heads in another Arrow file, see
:class:`embedviz.vocabulary.index.SortedRows`; ``outlines.npy`` what bounds the edit distance of the first of them, see
:class:`embedviz.vocabulary.spelling.Spellings`. Of fewer words all but the first are not written but made when they
are needed, as a first reading would else take half as long again.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.formats.fingerprints import digest_of, fingerprint
from embedviz.formats.place import cache_folder
from embedviz.formats.staging import staged
from embedviz.formats.table import writing
from embedviz.vocabulary import Vocabulary
from embedviz.vocabulary.forms import folded_blocks
from embedviz.vocabulary.index import HEAD, Index, SortedRows, packed_length
from embedviz.vocabulary.spelling import AMONG, outlines_of
from embedviz.vocabulary.texts import BLOCK, ERRORS, Texts, encoded

WORDS, ORDER, FORMS, OUTLINES = "words.arrow", "order.npy", "forms.npy", "outlines.npy"
HEADS = {ORDER: "order.arrow", FORMS: "forms.arrow"}
META, VERSION = "meta.json", 1
PARTS = (WORDS, ORDER, FORMS, OUTLINES, *HEADS.values())
INDEXED_FROM = 1_000_000
"""Of fewer words the orders are made in some tenths of a second, when somebody asks for one."""
BYTES_A_WORD = 16
"""What a word takes on disk besides its own bytes: its place there, and its row in two orders."""


class VocabularyFiles:
    """The files of a vocabulary as it grows, to be used in a ``with`` statement.

    It takes no memory by the number of words until all are there; then they are sorted, about four million at once,
    unless they are too few for that.

    Parameters
    ----------
    folder : Path
        Where to.
    step : callable, optional
        Called now and then while the words are sorted; it may raise to cancel.
    indexed_from : int
        The least number of words that are sorted.

    Raises
    ------
    EmbedvizError
        From here and every method, if a file cannot be written.
    """

    def __init__(
        self, folder: Path, step: Callable[[], None] | None = None, *, indexed_from: int = INDEXED_FROM
    ) -> None:
        self._folder, self._step, self._indexed_from = folder, step, indexed_from
        self._words = _Growing(folder, "words", "strict")

    def add(self, words: Sequence[str]) -> None:
        """Append words.

        Parameters
        ----------
        words : sequence of str
            Any.

        Raises
        ------
        UnicodeEncodeError
            If one is no Unicode text.
        """
        self._words.add(words)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._words):
            if kind is None:
                texts = self._words.finish()
                _write_arrow(self._folder / WORDS, texts)
                if len(texts) >= self._indexed_from:
                    self._index(map_texts(self._folder / WORDS))

    def _index(self, texts: Texts) -> None:
        self._save(OUTLINES, outlines_of(texts))
        self._sort(ORDER, texts)
        with closing(_Growing(self._folder, "forms", ERRORS)) as forms:
            for block in folded_blocks(texts):
                forms.add(block)
                if self._step is not None and len(block) == BLOCK:
                    self._step()
            self._sort(FORMS, forms.finish())

    def _sort(self, name: str, texts: Texts) -> None:
        order = Index.make(texts, step=self._step)
        self._save(name, order.packed)
        _write_arrow(self._folder / HEADS[name], order.heads_of(texts))

    def _save(self, name: str, numbers: np.ndarray) -> None:
        with writing(self._folder):
            np.save(self._folder / name, numbers)


def map_vocabulary(folder: Path) -> Vocabulary:
    """Map the files of a vocabulary into memory.

    Parameters
    ----------
    folder : Path
        As :class:`VocabularyFiles` filled it.

    Returns
    -------
    Vocabulary

    Raises
    ------
    OSError, ValueError
        If they are no such files.
    """
    texts = map_texts(folder / WORDS)
    if not (folder / ORDER).exists():
        return Vocabulary.of(texts)
    *orders, outlines = (np.load(folder / name, mmap_mode="r", allow_pickle=False) for name in (ORDER, FORMS, OUTLINES))
    heads = [map_texts(path) if (path := folder / HEADS[name]).exists() else None for name in (ORDER, FORMS)]
    for order, each in zip(orders, heads, strict=True):
        if order.dtype not in (np.int32, np.int64) or order.shape != (packed_length(len(texts)),):
            raise ValueError(f"{len(texts)} words, and an order of {order.shape}")
        if each is not None and len(each) != -(-len(texts) // HEAD):
            raise ValueError(f"{len(texts)} words, and {len(each)} heads")
    if outlines.dtype != np.uint64 or outlines.shape != (min(len(texts), AMONG),):
        raise ValueError(f"{len(texts)} words, and outlines of {outlines.shape}")
    spelled, folded = (SortedRows(order, len(texts), each) for order, each in zip(orders, heads, strict=True))
    return Vocabulary.of(texts, Index(texts, spelled, folded, outlines))


def kept_vocabulary(
    name: str, blocks: Callable[[], Iterable[Sequence[str]]], *, step: Callable[[], None] | None = None
) -> Vocabulary:
    """Return words that are asked for time and again: from the cache, where they are put the first time.

    Parameters
    ----------
    name : str
        What tells these very words from all others, such as a digest of their file.
    blocks : callable
        Returns the words, some at a time, if they are not there.
    step : callable, optional
        Called now and then while they are sorted; it may raise to cancel.

    Returns
    -------
    Vocabulary
        Mapped; in memory where the cache cannot be written.
    """
    from embedviz.formats.cache import FILES, used  # which imports what stores consist of
    from embedviz.formats.store import remove_store
    from embedviz.formats.upkeep import make_room

    folder = cache_folder() / FILES / f"words-{name}-{VERSION}"
    with suppress(OSError, ValueError, LookupError, TypeError):
        found = _opened(folder)
        used(folder)
        return found
    try:
        remove_store(folder)  # if it is damaged
        with staged(folder) as temporary:
            with VocabularyFiles(temporary, step, indexed_from=0) as files:
                for block in blocks():
                    files.add(block)
            _describe(temporary)
        make_room(folder)
        return _opened(folder)
    except (EmbedvizError, OSError, ValueError) as error:
        # That the cache cannot hold them, or files any text that is no Unicode, is no reason to do without.
        if isinstance(error, EmbedvizError) and not isinstance(error.__cause__, OSError):
            raise
        return Vocabulary(word for block in blocks() for word in block)


def map_texts(path: Path) -> Texts:
    """Map an Arrow file of one batch of one column of text.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    Texts

    Raises
    ------
    OSError, ValueError
        If it is no such file.
    """
    import pyarrow as pa

    try:
        with pa.memory_map(str(path)) as file:
            whole = file.read_buffer()
        reader = pa.ipc.open_file(whole)
        column = reader.get_batch(0).column("word")
        m, (_nulls, *buffers) = len(column), column.buffers()
        if reader.num_record_batches != 1 or column.type != pa.large_string() or column.offset or column.null_count:
            raise ValueError(f"{path.name}: {reader.num_record_batches} batches of {column.type}")
    except (pa.ArrowException, LookupError) as error:
        raise ValueError(path.name) from error
    places = [buffer.address - whole.address for buffer in buffers]
    offsets = np.memmap(path, "<i8", "r", places[0], (m + 1,))
    first, last = int(offsets[0]), int(offsets[-1])
    if first or not 0 <= last <= buffers[1].size:
        raise ValueError(f"{path.name}: words of {first} to {last} bytes")
    return Texts(offsets, _mapped_bytes(path, places[1], last))


def _mapped_bytes(path: Path, offset: int, size: int) -> np.ndarray:
    # What is empty cannot be mapped.
    return np.memmap(path, np.uint8, "r", offset, (size,)) if size else np.zeros(0, dtype=np.uint8)


def _write_arrow(path: Path, texts: Texts) -> None:
    import pyarrow as pa

    buffers = [None, pa.py_buffer(texts.offsets), pa.py_buffer(texts.data)]
    column = pa.Array.from_buffers(pa.large_string(), len(texts), buffers)
    batch = pa.record_batch([column], ["word"])
    with writing(path), path.open("wb") as file, pa.ipc.new_file(file, batch.schema) as written:
        written.write_batch(batch)


def _describe(folder: Path) -> None:
    files = {name: [(folder / name).stat().st_size, fingerprint(folder / name)] for name in PARTS}
    described: dict[str, object] = {"version": VERSION, "files": files}
    with writing(folder):
        (folder / META).write_text(json.dumps(described | {"digest": digest_of(described)}), encoding="utf-8")


def _opened(folder: Path) -> Vocabulary:
    described = json.loads((folder / META).read_bytes())
    digest = described.pop("digest")
    for name, (size, expected) in described["files"].items():
        if (folder / name).stat().st_size != size or fingerprint(folder / name) != expected:
            raise ValueError(f"{name} is another one than was written")
    if digest != digest_of(described):
        raise ValueError(f"{META} is another one than was written")
    return map_vocabulary(folder)


class _Growing:
    """Texts in two files that grow, until they are mapped."""

    def __init__(self, folder: Path, name: str, errors: str) -> None:
        self._paths = folder / f"{name}.data", folder / f"{name}.offsets"
        self._errors, self._size, self._m = errors, 0, 0
        with ExitStack() as stack, writing(folder):
            self._data, self._offsets = (stack.enter_context(path.open("wb")) for path in self._paths)
            self._offsets.write(np.zeros(1, "<i8").data)
            self._files = stack.pop_all()

    def add(self, texts: Sequence[str]) -> None:
        lengths, data = encoded(list(texts), self._errors)
        ends = self._size + np.cumsum(lengths)
        with writing(self._paths[0]):
            self._data.write(data)
            self._offsets.write(ends.astype("<i8").data)
        self._size, self._m = self._size + len(data), self._m + len(lengths)

    def finish(self) -> Texts:
        with writing(self._paths[0]):
            self._files.close()
        offsets = np.memmap(self._paths[1], "<i8", "r", 0, (self._m + 1,))
        return Texts(offsets, _mapped_bytes(self._paths[0], 0, self._size))

    def close(self) -> None:
        with suppress(OSError):
            self._files.close()
        for path in self._paths:
            with suppress(OSError):
                path.unlink(missing_ok=True)
