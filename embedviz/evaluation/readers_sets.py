"""Test sets that a reader has: pairs of words with a score, and analogies, as they are published for Chinese.

Formats: wordsim-240 and wordsim-297 (X. Chen et al., Joint learning of character and word embeddings, IJCAI 2015),
COS960 (J. Huang et al., 2019), CA8 (S. Li et al., Analogical reasoning on Chinese morphological and semantic relations,
ACL 2018).
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from embedviz.embedding import Embedding
from embedviz.errors import FileError, reason
from embedviz.evaluation.datasets import Analogy, WordPair
from embedviz.i18n import _
from embedviz.vectors import as_embedding

NAMED = re.compile(r"wordsim|cos960|simlex|similarity|(?<![a-z0-9])ca8|analog", re.IGNORECASE)
ENDINGS = (".txt", ".tsv", ".csv")
MOST_BYTES = 20_000_000
SHOWN = 60
LOOKED_AT = 1_000

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True)
class ReadersSet:
    """A file of tests.

    Parameters
    ----------
    name : str
        Of the file.
    pairs : tuple of WordPair
        With scores; empty for analogies.
    analogies : dict of str to tuple of 4-tuples of str
        By section; empty for pairs.
    """

    name: str
    pairs: tuple[WordPair, ...]
    analogies: dict[str, tuple[Analogy, ...]]


def is_chinese(embedding: Embedding) -> bool:
    """Tell whether most of the first 1,000 words hold a Chinese character.

    Parameters
    ----------
    embedding : Embedding
        Any.

    Returns
    -------
    bool
    """
    first = as_embedding(embedding).words[:LOOKED_AT]
    return 2 * sum(_HAN.search(word) is not None for word in first) > len(first)


def read_set(path: Path) -> ReadersSet:
    """Read a file of pairs with a score each, or of analogies.

    Parameters
    ----------
    path : Path
        UTF-8. A line of a test of similarity is two words and a number, parted by blanks, tabs or commas; a first line
        without a number is a header, and what follows the number is not looked at. A line of analogies is four words;
        a line that begins with a colon names the section of those after it.

    Returns
    -------
    ReadersSet

    Raises
    ------
    FileError
        If the file cannot be read, is longer than 20 MB, or a line is neither; it tells the line.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise FileError(path.name, _("larger than {most} MB; expected a test set").format(most=MOST_BYTES // 10**6))
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(path.name, reason(error)) from error
    pairs: list[WordPair] = []
    sections: dict[str, list[Analogy]] = {}
    section = path.stem
    for number, line in enumerate(lines, start=1):
        fields = line.replace(",", " ").split()
        if not fields or line.startswith("#"):
            continue
        if line.startswith(":"):
            section = line[1:].strip() or path.stem
        elif len(fields) >= 3 and _is_number(fields[2]):
            pairs.append(WordPair(fields[0], fields[1], float(fields[2])))
        elif len(fields) == 4 and not pairs:
            sections.setdefault(section, []).append((fields[0], fields[1], fields[2], fields[3]))
        elif number > 1:
            raise FileError(
                path.name,
                _(
                    "line {line:,}: found {found!r}, expected two words and a number, or the four words of an analogy"
                ).format(line=number, found=line.strip()[:SHOWN]),
            )
    if pairs and sections:
        raise FileError(path.name, _("it holds analogies and pairs with scores; expected one of the two"))
    if not pairs and not sections:
        raise FileError(path.name, _("there is no test in it; expected two words and a number per line, or four words"))
    return ReadersSet(path.name, tuple(pairs), {name: tuple(asked) for name, asked in sections.items()})


def sets_in(folder: Path | None) -> list[Path]:
    """Return the files of a folder that are test sets by their names: wordsim, COS960, CA8, similarity, analogies.

    Parameters
    ----------
    folder : Path or None
        None for none.

    Returns
    -------
    list of Path
        By name.
    """
    if folder is None:
        return []
    found = (path for path in folder.iterdir() if NAMED.search(path.name) and path.suffix.lower() in ENDINGS)
    return sorted(path for path in found if path.is_file() and not path.name.startswith(".") and not path.is_symlink())


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
