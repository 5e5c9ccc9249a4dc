"""The words of an embedding: a sequence in two buffers, in memory or mapped, with an index of sorted rows."""

from embedviz.vocabulary.forms import folded
from embedviz.vocabulary.sequence import Vocabulary

__all__ = ["Vocabulary", "folded"]
