"""Texts to train on, small enough to do so often."""

import random

import pytest
from gensim.test.utils import datapath

Sentences = list[list[str]]


@pytest.fixture(scope="session")
def news() -> Sentences:
    """300 articles of gensim's test data, an article a sentence of up to 620 words."""
    with open(datapath("lee_background.cor")) as file:
        return [line.lower().split() for line in file]


@pytest.fixture(scope="session")
def pairs() -> Sentences:
    """4,000 sentences in which each of twenty words stands beside its own partner."""
    draw = random.Random(0)  # noqa: S311
    couples = [(f"a{i}", f"b{i}") for i in range(20)]
    return [[word for _ in range(4) for word in draw.choice(couples)] for _ in range(4_000)]
