"""Every finding that the library can make has its line, and the line says what the badge says."""

from collections.abc import Iterator

import numpy as np
import pytest

import embedviz as ev
from embedviz.algebra.fullness import Fullness
from embedviz.algebra.spectrum import spectrum
from embedviz.claims import geometry, matrix, onehot, rulings
from embedviz.claims.answer import combinations
from embedviz.claims.finding import CLAIMS, Finding
from embedviz.claims.rulings import refuters, ruling
from embedviz.claims.texts import sentence
from embedviz.i18n import speak


@pytest.fixture(params=["en", "zh"], autouse=True, scope="module")
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    speak(request.param)
    yield request.param
    speak("en")


def quick(rows: np.ndarray) -> list[Finding]:
    """What is found of the claims that need neither people nor networks."""
    embedding = ev.Embedding("test", [f"w{i}" for i in range(len(rows))], rows.astype(np.float32))
    whole = spectrum(embedding)
    return [
        *(check(embedding) for check in (onehot.orthogonal, onehot.identity, onehot.waste, onehot.unlike)),
        matrix.dependent(embedding, whole),
        matrix.bounded_rank(whole),
        matrix.table(embedding),
        geometry.axes(embedding),
        geometry.distance(embedding),
    ]


RANDOM = np.random.default_rng(0)
MATRICES = {
    "one": np.ones((1, 3)),
    "one-zero": np.zeros((1, 3)),
    "zeros": np.zeros((9, 3)),
    "wide": RANDOM.standard_normal((4, 9)),
    "wide-deficient": np.ones((40, 50)),
    "square": np.eye(6),
    "tall": RANDOM.standard_normal((200, 5)),
    "hardly-tall": RANDOM.standard_normal((7, 6)),
    "alone": np.vstack([np.eye(4), np.eye(4)[2:]]),
    "equal-lengths": RANDOM.standard_normal((60, 3)) / 3,
}


@pytest.mark.parametrize("name", MATRICES)
def test_a_line_says_what_the_badge_says(name, tongue):
    words = {"en": ("Holds", "Does not hold"), "zh": ("成立", "不成立")}[tongue]
    for found in quick(MATRICES[name]):
        line = ruling(found)
        assert "{" not in line + sentence(found)
        if found.verdict == "untold":
            assert line == ""
            continue
        affirmed, denied = words[0] in line.replace(words[1], ""), words[1] in line
        if tongue == "en":
            assert (affirmed, denied) == {
                "holds": (True, False),
                "qualified": (True, True),
                "refuted": (False, True),
            }[found.verdict], line


def test_words_in_no_dependence_are_told_where_words_are_dependent():
    told = {name: sentence(quick(MATRICES[name])[4]) for name in ("alone", "tall", "square")}
    assert told["alone"].endswith(combinations(Fullness(6, 4, 4, 2)))
    assert told["tall"].endswith(combinations(Fullness(200, 5, 5, 0)))
    assert "**6**" in told["square"]


def test_each_claim_says_what_would_speak_against_it():
    assert list(refuters()) == list(CLAIMS)
    assert len(set(refuters().values())) == len(CLAIMS)


def test_every_verdict_that_can_be_reached_has_a_line():
    lines = rulings._on_one_hot() | rulings._on_the_matrix() | rulings._on_geometry()
    lines |= rulings._on_meaning() | rulings._on_learning()
    assert {claim for claim, _verdict, _case in lines} == set(CLAIMS)
    never = {("waste", "holds"), ("contexts", "holds"), ("rank", "refuted"), ("table", "refuted")}
    never |= {(claim, "qualified") for claim in ("orthogonal", "identity", "unlike", "weights", "objectives")}
    reached = {(claim, verdict) for claim, verdict, _case in lines}
    assert reached == {(claim, verdict) for claim in CLAIMS for verdict in ("holds", "qualified", "refuted")} - never
