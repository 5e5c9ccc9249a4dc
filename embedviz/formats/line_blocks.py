"""The lines of a text, a block at a time, and what is made of the blocks on other threads."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from embedviz.errors import FileError
from embedviz.formats.lines import BLANKS, LineError, Lines
from embedviz.formats.recognize import BYTE_ORDER_MARK
from embedviz.formats.rows import MAX_WORDS
from embedviz.formats.stream import ByteStream
from embedviz.i18n import _

BLOCK = 1 << 19  # what is made of it still fits the caches
MAX_LINE = 4 << 20  # 65,536 numbers of 60 characters
THREADS, AHEAD = 2, 4

T = TypeVar("T")


def read_lines(stream: ByteStream, first: int) -> Iterator[Lines]:
    """Read a text, some lines at a time.

    Parameters
    ----------
    stream : ByteStream
        At the beginning of a line. A byte order mark is skipped.
    first : int
        That line's number, from 1.

    Yields
    ------
    Lines
        At least one, and no blank ones.

    Raises
    ------
    FileError
        If a line is too long, or there are too many.
    """
    if stream.offset == 0 and stream.head.startswith(BYTE_ORDER_MARK):
        stream.read(len(BYTE_ORDER_MARK))
    start, rest = first, b""
    while True:
        chunk = stream.read(BLOCK)
        text = rest + chunk if chunk else rest.rstrip(BLANKS) + b"\n"
        # Blank lines are held back until another follows.
        filled = len(text[: text.rfind(b"\n") + 1].rstrip(BLANKS))
        end = text.index(b"\n", filled) + 1 if filled else 0
        if end:
            lines = Lines(stream.name, first, b"\n" + text[:end])
            if first + len(lines) > start + MAX_WORDS:
                raise FileError(stream.name, _("more than {most:,} words; expected no more").format(most=MAX_WORDS))
            yield lines.filled()
            first += len(lines)
        if not chunk:
            return
        rest = text[end:]
        if len(rest) > MAX_LINE:
            raise FileError(
                stream.name,
                _("{size:,} bytes and more without an end of the line; expected a word and its vector").format(
                    size=MAX_LINE
                )
                if b"\n" not in rest
                else _("{size:,} bytes and more of blank lines").format(size=MAX_LINE),
                _("line {line:,}").format(line=first),
            )


def beginning(blocks: Iterator[Lines], k: int) -> Lines | None:
    """Take so many lines from the beginning of a text that what is told by them does not depend on where blocks end.

    Parameters
    ----------
    blocks : iterator of Lines
        As :func:`read_lines` yields them, from the first.
    k : int
        How many are looked at.

    Returns
    -------
    Lines or None
        At least k of them, unless there are fewer or they have 4 MB; None if there is none.
    """
    first = next(blocks, None)
    while first is not None and len(first) < k and len(first.text) < MAX_LINE:
        more = next(blocks, None)
        if more is None:
            break
        first = first.then(more)
    return first


def in_order(function: Callable[[Lines], T], lines: Iterable[Lines]) -> Generator[T, None, None]:
    """Apply a function to blocks of lines on other threads, which read ahead by a few blocks.

    Parameters
    ----------
    function : callable
        Most of its time should go to NumPy and Arrow, which let other threads run.
    lines : iterable of Lines
        Drawn on the caller's own thread.

    Yields
    ------
    object
        The results, in order; an error where its turn comes, a :class:`LineError` after what the lines before it give.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        pending: deque[Future[T]] = deque()
        for result in _futures(pool, function, lines):
            pending.append(result)
            if len(pending) > AHEAD:
                yield from _results(pending.popleft(), function)
        while pending:
            yield from _results(pending.popleft(), function)


def _results(future: Future[T], function: Callable[[Lines], T]) -> Iterator[T]:
    try:
        yield future.result()
    except LineError as error:
        if len(error.before):
            yield function(error.before)
        raise


def _futures(pool: ThreadPoolExecutor, function: Callable[[Lines], T], lines: Iterable[Lines]) -> Iterator[Future[T]]:
    try:
        for some in lines:
            yield pool.submit(copy_context().run, function, some)
    except FileError as error:  # found while reading ahead: its turn comes after the lines before it
        failed: Future[T] = Future()
        failed.set_exception(error)
        yield failed
