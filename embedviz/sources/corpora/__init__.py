"""Texts to train on, as sentences of words: the bundled one, the generated one, and what a user brings."""

from embedviz.sources.corpora.corpus import Corpus
from embedviz.sources.corpora.dictionary import Dictionary, read_dictionary
from embedviz.sources.corpora.grammar import generated, likenesses
from embedviz.sources.corpora.sentences import Sentences
from embedviz.sources.corpora.statistics import CorpusStatistics
from embedviz.sources.corpora.texts import first_sentences, from_file, from_text, lee
from embedviz.sources.corpora.words import TOKENS, Tokens

__all__ = [
    "TOKENS",
    "Corpus",
    "CorpusStatistics",
    "Dictionary",
    "Sentences",
    "Tokens",
    "first_sentences",
    "from_file",
    "from_text",
    "generated",
    "lee",
    "likenesses",
    "read_dictionary",
]
