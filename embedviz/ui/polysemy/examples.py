"""The word that the Polysemy page looks at, and its sentences: ours, labeled, or the reader's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from hashlib import blake2b
from itertools import accumulate

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from embedviz.context.encoder import LONGEST_SENTENCE
from embedviz.context.examples import polysemous
from embedviz.context.static import known_form
from embedviz.context.tokens import Token, find_occurrences, is_chinese_text, parted, tokenize
from embedviz.embedding import Embedding
from embedviz.figures.occurrences import sense_name
from embedviz.i18n import _, listed, sentences
from embedviz.ui.polysemy.own_chinese import OWN_CHINESE, kept_whole, segmented_and_told
from embedviz.ui.widgets.address import any_text, bound
from embedviz.ui.widgets.controls import choose
from embedviz.ui.widgets.downloads import csv_button
from embedviz.ui.widgets.tables import Table, draw_table
from embedviz.ui.widgets.text import shown
from embedviz.ui.work.recent import remembered

Read = Callable[[tuple[str, ...]], tuple[tuple[Token, ...], ...]]
"""Parts sentences into tokens."""

OWN = "own"
MOST_SENTENCES = 200
MOST_CHARACTERS = 200_000
MOST_TOKENS = 20_000
MOST_OCCURRENCES = 400
MOST_SENSES = 20
LABEL_ENDS = "|"


@dataclass(frozen=True, eq=False)
class Chosen:
    """A word's k occurrences.

    Parameters
    ----------
    word : str
        The word.
    texts : tuple of k str
        The sentence of each.
    tokens : tuple of k tuple of Token
        The same, in tokens.
    positions : tuple of k int
        Of the word among them.
    senses : tuple of k str
        What it means; empty where nobody has said so.
    """

    word: str
    texts: tuple[str, ...]
    tokens: tuple[tuple[Token, ...], ...]
    positions: tuple[int, ...]
    senses: tuple[str, ...]

    @cached_property
    def distinct(self) -> tuple[tuple[str, ...], ...]:
        """The different sentences, each once however often the word occurs in it: tokens as an encoder takes them."""
        return tuple(
            tuple(token.form for token in tokens) for tokens in dict(zip(self.texts, self.tokens, strict=True)).values()
        )

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Of each occurrence, which of the different sentences it is in, (k,)."""
        order = {text: row for row, text in enumerate(dict.fromkeys(self.texts))}
        return tuple(order[text] for text in self.texts)

    @property
    def sentences(self) -> tuple[tuple[str, ...], ...]:
        """Of each occurrence, the sentence that it is in, (k,)."""
        return tuple(self.distinct[row] for row in self.rows)

    @cached_property
    def key(self) -> str:
        """Names the tokens, the positions and the senses."""
        named = (self.distinct, self.rows, self.positions, self.senses)
        return blake2b(repr(named).encode(errors="surrogatepass"), digest_size=16).hexdigest()

    @cached_property
    def n_tokens(self) -> int:
        """Tokens of the different sentences."""
        return sum(map(len, self.distinct))

    @cached_property
    def is_chinese(self) -> bool:
        """Whether the sentences are Chinese."""
        return is_chinese_text("".join(dict.fromkeys(self.texts)))

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Of each sentence what stands before the word, the word, and what stands after it."""
        found = []
        for text, tokens, position in zip(self.texts, self.tokens, self.positions, strict=True):
            word = tokens[position]
            found.append((text[: word.start], text[word.start : word.end], text[word.end :]))
        return found


def choose_examples(place: DeltaGenerator, *, chinese_first: bool = False) -> Chosen:
    """Draw the choice of a word, and boxes for the reader's own; say what is wrong with those.

    Parameters
    ----------
    place : DeltaGenerator
        Where the choice of a word goes; the boxes go below.
    chinese_first : bool
        Whether to open on a Chinese word, as the source is Chinese.

    Returns
    -------
    Chosen
        Perhaps of no occurrence.
    """
    english, chinese = polysemous(), polysemous("zh")
    examples = chinese | english if chinese_first else english | chinese
    names = {word: word for word in examples} | {OWN: _("A word of your own …")}
    with place:
        word = choose(_("Word"), names, key="word")
    if word != OWN:
        return _shipped(word, tuple((each.sense, each.sentence) for each in examples[word]), word in chinese)
    left, right = st.columns([1, 3])
    with left:
        tied = bound("own_word", any_text)
        usual = OWN_CHINESE[0] if chinese_first else "table"
        typed = st.text_input(_("Your word"), usual, key="own_word", max_chars=60, bind=tied).strip()
    with right:
        lines = st.text_area(
            _("Your sentences, one per line"),
            OWN_CHINESE[1] if chinese_first else _own_example(),
            key="own_sentences",
            height=170,
            max_chars=MOST_CHARACTERS,
            help=_("If you know what the word means, write it before the sentence, with a | between them."),
        )
    labeled = _labeled(lines)
    if not is_chinese_text(typed + "".join(text for _sense, text in labeled)):
        return _occurrences(typed, labeled, _tokenized)
    return _occurrences(typed, labeled, partial(segmented_and_told, kept_whole(typed)))


def choose_occurrence(chosen: Chosen) -> int:
    """Draw the choice of one occurrence.

    Parameters
    ----------
    chosen : Chosen
        Of at least one.

    Returns
    -------
    int
        Which.
    """
    names = {str(i): f"{i + 1}. {text}" for i, text in enumerate(chosen.texts)}
    return int(choose(_("Sentence"), names, key="sentence"))


def say_what_reads_chinese(embedding: Embedding, chosen: Chosen) -> None:
    """Say of a Chinese word what of its sentences the source knows, and which encoders read Chinese.

    Parameters
    ----------
    embedding : Embedding
        The source.
    chosen : Chosen
        The occurrences of a word in Chinese sentences.
    """
    words = {token for sentence in chosen.distinct for token in sentence}
    told = st.container(
        key="embedviz_told_chinese"
    )  # read at the desk: on a slide it would leave no room for the clouds
    told.info(
        _(
            "These sentences are Chinese, and the biLM that comes with the app reads English: what it shows of "
            "them says nothing. What reads Chinese: the context average, with Chinese vectors as the source, "
            "such as those of Tencent, of Li et al. 2018 or of fastText; a transformer for Chinese, by name or "
            "from a folder; a biLM trained on Chinese text by `scripts/train_elmo.py`. The source knows "
            "**{known:,}** of the {all:,} different words and marks of these sentences. Vectors trained here on "
            "the generated text find about half of the senses, where chance finds two fifths: that text is about "
            "other things."
        ).format(all=len(words), known=sum(known_form(embedding, word) is not None for word in words)),
        icon=":material/translate:",
    )


def shipped_words(language: str = "en") -> tuple[Chosen, ...]:
    """Return the shipped words with their occurrences.

    Parameters
    ----------
    language : {"en", "zh"}
        Of the words.

    Returns
    -------
    tuple of Chosen
    """
    return tuple(
        _shipped(word, tuple((e.sense, e.sentence) for e in examples), language == "zh")
        for word, examples in polysemous(language).items()
    )


@lru_cache(maxsize=64)
def _shipped(word: str, labeled: tuple[tuple[str, str], ...], is_chinese: bool) -> Chosen:
    if not is_chinese:
        return _occurrences(word, labeled, _tokenized)
    read = [parted(sentence) for _sense, sentence in labeled]
    tokens = tuple(each for _text, each in read)
    at = find_occurrences(tokens, word).occurrences
    return Chosen(
        word,
        tuple(read[each.sentence][0] for each in at),
        tuple(tokens[each.sentence] for each in at),
        tuple(each.position for each in at),
        tuple(labeled[each.sentence][0] for each in at),
    )


def sentence_table(chosen: Chosen) -> None:
    """Draw the sentences and their senses as a table.

    Parameters
    ----------
    chosen : Chosen
        The occurrences.
    """
    senses = [sense_name(each) if each else "" for each in chosen.senses]
    table: Table = {_("sense"): senses, _("sentence"): chosen.texts}
    draw_table(table)
    csv_button(table, name="sentences")


def _occurrences(word: str, labeled: Sequence[tuple[str, str]], read: Read) -> Chosen:
    tokens = read(tuple(text for _sense, text in labeled))
    found = find_occurrences(tokens, word) if word else None
    within = [each for each in found.occurrences if each.position < LONGEST_SENTENCE] if found else []
    if found and found.missing:
        shown_ones = listed(f"“{shown(labeled[i][1])}”" for i in found.missing[:3])
        more = len(found.missing) - 3
        rest = _("and {more:,} more").format(more=more) if more > 0 else ""
        st.warning(
            _("“{word}” does not occur in {sentences}. The word is matched as a single token, ignoring case.").format(
                word=shown(word), sentences=sentences(shown_ones, rest)
            ),
            icon=":material/search_off:",
        )
    long = [len(sentence) for sentence in tokens if len(sentence) > LONGEST_SENTENCE]
    if len(long) == 1:
        text = _("A sentence of {found:,} tokens was cut to the first {most:,}.")
        _cut(text.format(found=long[0], most=LONGEST_SENTENCE))
    elif long:
        text = _("{count:,} sentences were cut to the first {most:,} tokens of each.")
        _cut(text.format(count=len(long), most=LONGEST_SENTENCE))
    cut = [sentence[:LONGEST_SENTENCE] for sentence in tokens]
    at = _first([(each.sentence, each.position) for each in within], list(map(len, cut)))
    senses = _told_apart([labeled[sentence][0] for sentence, _position in at])
    return Chosen(
        word,
        tuple(labeled[sentence][1] for sentence, _position in at),
        tuple(cut[sentence] for sentence, _position in at),
        tuple(position for _sentence, position in at),
        senses,
    )


def _first(at: list[tuple[int, int]], lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Return the first occurrences: so many that they, and the tokens of their sentences, are not too many."""
    sentences = list(dict.fromkeys(sentence for sentence, _position in at))
    totals = accumulate(lengths[sentence] for sentence in sentences)
    read = {sentence for sentence, total in zip(sentences, totals, strict=True) if total <= MOST_TOKENS}
    if len(read) < len(sentences):
        text = _(
            "Only the first {read:,} of {found:,} sentences are read: together they may have at most {most:,} tokens."
        )
        _cut(text.format(read=len(read), found=len(sentences), most=MOST_TOKENS))
    within = [each for each in at if each[0] in read]
    if len(within) > MOST_OCCURRENCES:
        text = _("{found:,} occurrences; the first {most:,} are looked at.")
        _cut(text.format(found=len(within), most=MOST_OCCURRENCES))
    return within[:MOST_OCCURRENCES]


def _told_apart(senses: Sequence[str]) -> tuple[str, ...]:
    """Return the senses, without those that are too many to be told apart."""
    names = [sense for sense in dict.fromkeys(senses) if sense]
    if len(names) > MOST_SENSES:
        text = _("{found:,} senses; the first {most:,} are told apart, the others count as unknown.")
        _cut(text.format(found=len(names), most=MOST_SENSES))
    return tuple(sense if sense in names[:MOST_SENSES] else "" for sense in senses)


def _cut(text: str) -> None:
    st.warning(text, icon=":material/content_cut:")


@remembered
def _tokenized(texts: tuple[str, ...]) -> tuple[tuple[Token, ...], ...]:
    return tuple(map(tokenize, texts))


def _labeled(lines: str) -> list[tuple[str, str]]:
    found = []
    for line in filter(str.strip, lines.splitlines()):
        sense, bar, sentence = line.partition(LABEL_ENDS)
        found.append((sense.strip(), sentence.strip()) if bar else ("", line.strip()))
    if len(found) > MOST_SENTENCES:
        _cut(_("{found:,} sentences; the first {most:,} are read.").format(found=len(found), most=MOST_SENTENCES))
    return found[:MOST_SENTENCES]


def _own_example() -> str:
    return "\n".join(
        [
            _("furniture | She laid the plates on the table."),
            _("furniture | The lamp on the table flickered and went out."),
            _("furniture | He pushed his chair back from the table."),
            _("numbers | The last column of the table gives the averages."),
            _("numbers | Each row of the table stands for one country."),
            _("numbers | The results are listed in the table below."),
        ]
    )
