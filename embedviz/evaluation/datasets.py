"""The test sets of word similarity and analogies that come with gensim, read where it keeps them.

L. Finkelstein et al., Placing search in context: the concept revisited, ACM TOIS 20(1), 2002 (WordSim-353).
F. Hill, R. Reichart and A. Korhonen, SimLex-999: evaluating semantic models with (genuine) similarity estimation,
Computational Linguistics 41(4), 2015.
T. Mikolov, K. Chen, G. Corrado and J. Dean, Efficient estimation of word representations in vector space, 2013
(the Google analogies).
"""

from typing import Literal, NamedTuple, get_args

from embedviz import units
from embedviz.errors import EmbedvizError, SourceDamagedError, located, reason
from embedviz.extras import folder_of
from embedviz.i18n import _, listed

SimilaritySet = Literal["wordsim353", "simlex999"]
SIMILARITY_SETS: tuple[SimilaritySet, ...] = get_args(SimilaritySet)

Analogy = tuple[str, str, str, str]
"""Four words: the first is to the second as the third is to the fourth."""

REPAIR = "pip install --force-reinstall --no-deps gensim"
_FILES: dict[SimilaritySet, tuple[str, int]] = {
    "wordsim353": ("wordsim353.tsv", 353),
    "simlex999": ("simlex999.txt", 999),
}
_ANALOGIES, _SECTIONS, _QUESTIONS = "questions-words.txt", 14, 19_544


class WordPair(NamedTuple):
    """Two words and how similar people find them.

    Parameters
    ----------
    first, second : str
        The words.
    score : float
        Mean of the judgments, on the scale of its test set.
    """

    first: str
    second: str
    score: float


def similarity_set(name: SimilaritySet) -> tuple[WordPair, ...]:
    """Read a test set of word similarity.

    Parameters
    ----------
    name : {"wordsim353", "simlex999"}
        353 pairs judged for relatedness, or 999 for similarity proper; both from 0 to 10.

    Returns
    -------
    tuple of WordPair

    Raises
    ------
    EmbedvizError
        If no set is called so.
    MissingExtraError
        If gensim is not installed.
    SourceDamagedError
        If its file is missing or is not the published one.
    """
    if name not in _FILES:
        raise EmbedvizError(
            _("no test set is called {name!r}; expected one of {known}").format(
                name=name, known=listed(SIMILARITY_SETS)
            )
        )
    file, expected = _FILES[name]
    pairs = []
    for number, line in _lines(file):
        try:
            first, second, score = line.split("\t")
            pairs.append(WordPair(first, second, float(score)))
        except ValueError as error:
            raise _damaged(
                _("{file}, line {line}: found {text!r}, expected two words and a number").format(
                    file=file, line=number, text=line
                )
            ) from error
    if len(pairs) != expected:
        raise _damaged(
            _("{file}: {found} pairs, expected {expected}").format(file=file, found=len(pairs), expected=expected)
        )
    return tuple(pairs)


def google_analogies() -> dict[str, tuple[Analogy, ...]]:
    """Read the Google analogies.

    Returns
    -------
    dict of str to tuple of 4-tuples of str
        19,544 questions in 14 sections, by the section's name. Those that begin with "gram" are about grammar.

    Raises
    ------
    MissingExtraError
        If gensim is not installed.
    SourceDamagedError
        If its file is missing or is not the published one.
    """
    sections: dict[str, list[Analogy]] = {}
    questions: list[Analogy] = []
    for number, line in _lines(_ANALOGIES):
        if line.startswith(": "):
            questions = sections.setdefault(line[2:], [])
            continue
        words = line.split()
        if len(words) != 4:
            raise _damaged(
                _("{file}, line {line}: {found}, expected 4").format(
                    file=_ANALOGIES, line=number, found=units.words(len(words))
                )
            )
        questions.append((words[0], words[1], words[2], words[3]))
    found = sum(map(len, sections.values()))
    if (len(sections), found) != (_SECTIONS, _QUESTIONS):
        raise _damaged(
            _("{file}: {found:,} questions in {sections} sections, expected {all:,} in {expected}").format(
                file=_ANALOGIES, found=found, sections=len(sections), all=_QUESTIONS, expected=_SECTIONS
            )
        )
    return {name: tuple(questions) for name, questions in sections.items()}


def _lines(file: str) -> list[tuple[int, str]]:
    """Return the lines that are neither empty nor comments, numbered from 1."""
    # Not imported, which would take most of a second.
    path = folder_of("gensim", "app", _("a test set")) / "test" / "test_data" / file
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise located(
            _damaged(_("{file} cannot be read ({reason})").format(file=file, reason=reason(error))), path.parent
        ) from error
    return [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]


def _damaged(what: str) -> SourceDamagedError:
    return SourceDamagedError(_("{what}. Repair it with: {command}").format(what=what, command=REPAIR))
