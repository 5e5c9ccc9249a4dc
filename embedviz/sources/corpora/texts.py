"""Corpora from texts: the bundled one, one that was pasted, a file."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path

from embedviz.errors import EmbedvizError, FileError, MissingExtraError, SourceDamagedError
from embedviz.extras import folder_of
from embedviz.formats.rows import REPLACEMENT
from embedviz.i18n import _
from embedviz.progress import ProgressCallback
from embedviz.sources.corpora.corpus import Corpus
from embedviz.sources.corpora.dictionary import Dictionary
from embedviz.sources.corpora.sentences import Sentences
from embedviz.sources.corpora.unpacking import CHUNK, MOST_BYTES, texts_of
from embedviz.sources.corpora.words import Tokens, sentences_of

_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair: it has no bytes


def lee() -> Corpus:
    """Read the Lee background corpus, 300 news articles in English, as gensim bundles it.

    Returns
    -------
    Corpus
        About 60,000 words.

    Raises
    ------
    MissingExtraError
        If gensim, which brings it, is not installed.
    SourceDamagedError
        If it is installed without it.

    References
    ----------
    M. D. Lee, B. Pincombe and M. Welsh, An empirical evaluation of models of text document similarity, 2005.
    """
    # Found without importing gensim, which takes a second.
    folder = folder_of("gensim", "app", _("the corpus of news articles"))
    try:
        corpus = from_file(folder / "test" / "test_data" / "lee_background.cor")
    except FileError as error:
        raise SourceDamagedError(
            _("gensim's news articles are missing ({reason}); this restores them: {command}").format(
                reason=error, command="pip install --force-reinstall gensim"
            )
        ) from error
    return Corpus(
        _("300 news articles (Lee)"),
        corpus.sentences,
        _("News of the Australian Broadcasting Corporation (Lee, Pincombe and Welsh 2005), as bundled with gensim"),
    )


def from_text(text: str, title: str, *, tokens: Tokens = "words", dictionary: Dictionary = ()) -> Corpus:
    """Make a corpus of a text.

    Parameters
    ----------
    text : str
        One sentence a line, or free text; see :func:`embedviz.sources.corpora.words.sentences_of` for how sentences and
        words are told.
    title : str
        For a reader.
    tokens : {"words", "blanks"}
        What a word is: a run of letters and digits in lower case, or all that stands between blanks, as it is.
    dictionary : tuple of (str, int or None)
        More words for the segmenter of Chinese, see :func:`embedviz.sources.corpora.dictionary.read_dictionary`.

    Returns
    -------
    Corpus

    Raises
    ------
    FileError
        If there is no word in it, it is too long, holds binary data, or its words are not parted.
    MissingExtraError
        If it is Chinese and rjieba is not installed.
    """
    return _corpus(sentences_of(_pieces(text, title), tokens, dictionary), title)


def _pieces(text: str, title: str) -> Iterator[str]:
    if len(text) > MOST_BYTES:
        raise FileError(
            title,
            _("{count:,} characters; expected at most {most:,}").format(count=len(text), most=MOST_BYTES),
        )
    if not text:
        raise FileError(title, _("it is empty; expected text"))
    if "\0" in text:
        raise FileError(title, _("it holds binary data; expected text"))
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for start in range(0, len(text), CHUNK):
        yield _HALF.sub(REPLACEMENT, text[start : start + CHUNK])


def from_file(
    file: str | os.PathLike[str] | bytes,
    name: str = "",
    *,
    tokens: Tokens = "words",
    dictionary: Dictionary = (),
    progress: ProgressCallback | None = None,
) -> Corpus:
    """Make a corpus of a file of text.

    Parameters
    ----------
    file : path or bytes
        A text, as it is or compressed by gzip, or a zip archive of files named .txt. UTF-8, or UTF-16 with a byte order
        mark; at most 200 MB when unpacked.
    name : str
        The title, also for messages; a path's own name unless given.
    tokens, dictionary
        As for :func:`from_text`.
    progress : callable, optional
        Called with the bytes read. It may raise to cancel.

    Returns
    -------
    Corpus
        As :func:`from_text` makes it; of a zip archive, of all its texts in the order of their names.

    Raises
    ------
    FileError
        If the file cannot be read, is damaged, binary, in another encoding or too large, or there is no word in it.
    MissingExtraError
        If it is Chinese and rjieba is not installed.
    """
    if not isinstance(file, bytes):
        file = Path(file)
        name = name or os.fsencode(file.name).decode(errors="replace")
    name = name or _("Text")
    with closing(texts_of(file, name, progress)) as texts:
        return _corpus(chain.from_iterable(sentences_of(text, tokens, dictionary) for text in texts), name)


def first_sentences(
    given: str | bytes, name: str, *, tokens: Tokens = "words", dictionary: Dictionary = (), k: int = 5
) -> list[list[str]]:
    """Return how a text begins, for a look at its words before all of it is read.

    Parameters
    ----------
    given : str or bytes
        A text, or what is in a file, as for :func:`from_text` and :func:`from_file`.
    name : str
        For messages.
    tokens, dictionary
        As for :func:`from_text`.
    k : int
        How many sentences at most.

    Returns
    -------
    list of list of str
        None is empty.

    Raises
    ------
    FileError, MissingExtraError
        As by :func:`from_text` and :func:`from_file`, as far as the beginning shows it.
    """
    try:
        if isinstance(given, str):
            return list(islice(sentences_of(_pieces(given, name), tokens, dictionary), k))
        with closing(texts_of(given, name, None)) as texts:
            return list(islice(chain.from_iterable(sentences_of(text, tokens, dictionary) for text in texts), k))
    except (FileError, MissingExtraError):
        raise
    except EmbedvizError as error:
        raise FileError(name, str(error)) from error


def _corpus(sentences: Iterable[list[str]], title: str) -> Corpus:
    try:
        found = Sentences.of(sentences)
    except (FileError, MissingExtraError):
        raise
    except EmbedvizError as error:
        raise FileError(title, str(error)) from error
    if not len(found):
        raise FileError(title, _("there is no word in it; expected text with letters or digits"))
    return Corpus(title, found)
