"""The generated corpus: sentences drawn from templates, with a structure that is known beforehand."""

from itertools import combinations

import numpy as np

from embedviz.errors import EmbedvizError
from embedviz.i18n import _, listed
from embedviz.sources.corpora.chinese import CHINESE
from embedviz.sources.corpora.corpus import Corpus, Question
from embedviz.sources.corpora.english import ENGLISH
from embedviz.sources.corpora.lexicon import Family, Lexicon, Role
from embedviz.sources.corpora.sentences import Sentences

MOST_SENTENCES = 1_000_000
LEXICONS = {"en": ENGLISH, "zh": CHINESE}


def generated(seed: int = 0, sentences: int = 40_000, *, language: str = "en") -> Corpus:
    """Generate a corpus from a small probabilistic grammar.

    A sentence is drawn in four steps: a form, all being equally likely ("queen", the female of the item "king queen");
    one of the templates of that form's role; the words of the template's slots; and the words that belong to the item
    ("throne", "crown"). So what surrounds a form tells its role and its item, one independent of the other, and the
    analogies between items hold: that is what the vectors trained on it should show.

    Parameters
    ----------
    seed : int
        Not negative; the same seed gives the same sentences.
    sentences : int
        How many, from 1 to 1,000,000; of 8 words on average.
    language : {"en", "zh"}
        Of the words. Chinese ones stand apart as they are drawn, so that nothing need be segmented.

    Returns
    -------
    Corpus
        With its analogies: every two items of a family, in every two roles.

    Raises
    ------
    EmbedvizError
        If the seed or the number of sentences is out of bounds, or there is no grammar of the language.
    """
    if seed < 0:
        raise EmbedvizError(_("seed {seed}; expected 0 or more").format(seed=seed))
    if not 1 <= sentences <= MOST_SENTENCES:
        raise EmbedvizError(
            _("{count:,} sentences; expected 1 to {most:,}").format(count=sentences, most=MOST_SENTENCES)
        )
    if language not in LEXICONS:
        raise EmbedvizError(
            _("no grammar of the language {found!r}; expected one of {known}").format(
                found=language, known=listed(LEXICONS)
            )
        )
    lexicon = LEXICONS[language]
    rng = np.random.default_rng(seed)
    templates = [
        _Template(family, role, text) for family in lexicon.families for role in family.roles for text in role.templates
    ]
    likely = np.array([template.likelihood for template in templates])
    drawn = rng.multinomial(sentences, likely / likely.sum())
    numbers: dict[str, int] = {}
    blocks = [template.draw(rng, count, numbers) for template, count in zip(templates, drawn.tolist(), strict=True)]
    text = np.concatenate([block.ravel() for block in blocks])
    lengths = np.concatenate([np.full(len(block), block.shape[1]) for block in blocks])
    return Corpus(
        (_("Generated, seed {seed}") if language == "en" else _("Generated in Chinese, seed {seed}")).format(seed=seed),
        Sentences.numbered(tuple(numbers), *_shuffled(rng, text, _starts(lengths))),
        _("{count:,} sentences of embedviz's own grammar; free to use").format(count=sentences),
        {name: questions for family in lexicon.families for name, questions in _analogies(lexicon, family).items()},
    )


class _Template:
    def __init__(self, family: Family, role: Role, text: str) -> None:
        self._text = text.split()
        self._role = role
        self._forms = {
            "X": [forms[family.roles.index(role)] for forms, _own in family.rows],
            "X1": [forms[0] for forms, _own in family.rows],
        }
        self._own = [own for _forms, own in family.rows]

    @property
    def likelihood(self) -> float:
        return len(self._own) / len(self._role.templates)

    def draw(self, rng: np.random.Generator, count: int, numbers: dict[str, int]) -> np.ndarray:
        """Draw sentences: (count, words in each) int, each word by its number, new ones being given the next."""
        item = rng.integers(len(self._own), size=count)
        own = None
        columns = []
        for word in self._text:
            if word == "OWN":
                choices = len(self._own[0])
                # The second word of a sentence is another than the first.
                own = rng.integers(choices, size=count) if own is None else own + rng.integers(1, choices, size=count)
                columns.append(_numbered(numbers, self._own)[item, own % choices])
            elif word in self._role.slots:
                filler = _numbered(numbers, self._role.slots[word].split())
                columns.append(filler[rng.integers(len(filler), size=count)])
            else:
                forms = self._forms.get(word, [word] * len(self._own))
                columns.append(_numbered(numbers, forms)[item])
        return np.stack(columns, axis=1)


def _numbered(numbers: dict[str, int], words: list[str] | list[list[str]]) -> np.ndarray:
    flat = np.array(words)
    return np.array([numbers.setdefault(word, len(numbers)) for word in flat.ravel().tolist()]).reshape(flat.shape)


def _shuffled(rng: np.random.Generator, text: np.ndarray, starts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = rng.permutation(len(starts) - 1)
    lengths = np.diff(starts)[order]
    shuffled = _starts(lengths)
    return text[np.arange(len(text)) + np.repeat(starts[order] - shuffled[:-1], lengths)], shuffled


def _starts(lengths: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])


def _analogies(lexicon: Lexicon, family: Family) -> dict[str, tuple[Question, ...]]:
    items = [forms for forms, _own in family.rows]
    return {
        lexicon.section.format(family=family.name, first=family.roles[i].name, second=family.roles[j].name): tuple(
            (a[i], a[j], b[i], b[j]) for a in items for b in items if a is not b
        )
        for i, j in combinations(range(len(family.roles)), 2)
    }


def likenesses(language: str = "en", pairs: int = 400, seed: int = 0) -> tuple[tuple[str, str, float], ...]:
    """Draw pairs of forms, with what the grammar says of how alike they are: a test of similarity that we may ship.

    Parameters
    ----------
    language : {"en", "zh"}
        Of the words.
    pairs : int
        How many, a quarter of each score.
    seed : int
        Of the draw.

    Returns
    -------
    tuple of (str, str, float)
        Two forms, and 3 for those of one item, 2 for one role, 1 for one family, 0 for different families.
    """
    families = LEXICONS[language].families
    rng = np.random.default_rng(seed)
    drawn: dict[tuple[str, str], float] = {}
    while len(drawn) < pairs:
        score = len(drawn) % 4
        one, other = rng.choice(len(families), 2, replace=False)
        first, second = families[one], families[other if score == 0 else one]
        roles = rng.permutation(len(first.roles))[:2]
        a, b = rng.choice(len(first.rows), 2, replace=False)
        word = first.rows[a][0][roles[0]]
        if score == 0:
            beside = second.rows[rng.integers(len(second.rows))][0][rng.integers(len(second.roles))]
        else:
            item, role = {3: (a, roles[1]), 2: (b, roles[0]), 1: (b, roles[1])}[score]
            beside = first.rows[item][0][role]
        drawn.setdefault((word, beside), float(score))
    return tuple((word, beside, score) for (word, beside), score in drawn.items())
