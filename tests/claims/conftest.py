"""A small trained source, and what claims are checked with, made once."""

from dataclasses import dataclass
from pathlib import Path

import pytest

import embedviz as ev
from embedviz.claims import catalogue
from embedviz.claims.catalogue import Yardsticks, yardsticks
from embedviz.sources.corpora import generated


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist looks for groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these tests in one process of pytest-xdist, which makes what they share once."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("claims"))


@pytest.fixture(scope="session")
def trained() -> ev.Embedding:
    """An embedding of some hundred words in 12 dimensions."""
    return ev.train(generated(0, 3_000), dimensions=12, epochs=3, snapshots=1).embedding


@dataclass(frozen=True)
class Checked:
    """All claims on the small source, as the library checks them."""

    findings: tuple[ev.Finding, ...]
    stages: tuple[str, ...]
    against: Yardsticks


@pytest.fixture(scope="session")
def checked(trained: ev.Embedding) -> Checked:
    stages, made = [], []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "yardsticks", lambda *of, **how: made.append(yardsticks(*of, **how)) or made[-1])
        findings = ev.check_claims(trained, progress=lambda report: stages.append(report.stage))
    (against,) = made
    return Checked(tuple(findings), tuple(stages), against)


@pytest.fixture(scope="session")
def against(checked: Checked) -> Yardsticks:
    """Networks and distributions that claims are held against: they take seconds."""
    return checked.against
