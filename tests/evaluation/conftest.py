from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

import embedviz as ev
from embedviz.evaluation.datasets import Analogy


@pytest.fixture(scope="session")
def as_gensim() -> Callable[[ev.Embedding], KeyedVectors]:
    """Make gensim's counterpart of an embedding."""

    def make(embedding: ev.Embedding) -> KeyedVectors:
        keyed = KeyedVectors(embedding.shape[1])
        keyed.add_vectors(list(embedding.words), np.array(embedding.vectors))
        return keyed

    return make


@pytest.fixture
def written(tmp_path: Path) -> Callable[[dict[str, tuple[Analogy, ...]]], str]:
    """Write analogies as gensim reads them."""

    def write(sections: dict[str, tuple[Analogy, ...]]) -> str:
        lines = []
        for name, questions in sections.items():
            lines += [f": {name}", *(" ".join(words) for words in questions)]
        path = tmp_path / "questions.txt"
        path.write_text("\n".join(lines) + "\n")
        return str(path)

    return write
