"""The fifteen claims on the default source."""

import re

import pytest

from embedviz.claims.finding import CLAIMS
from embedviz.claims.texts import claim_names
from embedviz.ui.claims.verdicts import _LOOKS
from embedviz.ui.work.budget import budget
from embedviz.ui.work.jobs import jobs
from tests.pages.settled import settle
from tests.ui.work.works import over


@pytest.fixture
def nothing_kept():
    budget.cache_clear()
    yield
    budget.cache_clear()


@pytest.mark.exhaustive
@pytest.mark.usefixtures("nothing_kept")
def test_quick_claims_stand_there_at_once_and_the_others_follow_unless_cancelled(open_page, written):
    app = open_page("claims", more="all")
    text = written(app)
    assert text.count("Computing …") == 6
    assert "Still being computed: 6" in text
    next(button for button in app.button if button.label == "Cancel").click()
    app.run()
    (again,) = [button for button in app.main.button if button.label == "Compute the others"]
    again.click()
    app.run()
    (job,) = [job for key, job in jobs()._jobs.items() if key[0] == "claims" and not over(job)]
    assert job.is_shown
    app.switch_page("explore/library.py").run()
    assert not job.is_shown
    app.switch_page("learn/claims.py").run()
    assert job.is_shown or job.state == "done"
    assert "eing computed" not in written(settle(app))
    assert "Compute the others" not in [button.label for button in app.main.button]


def test_each_claim_has_its_number_its_verdict_and_a_link(open_page, written):
    app = settle(open_page("claims", more="all"))
    text = written(app)
    for number, name in enumerate(claim_names().values(), start=1):
        assert f"**{number}. {name}**" in text
    assert "400,000 words (79,999,800,000)" in text
    assert "The rank is 50, **0.013%** of m = 400,000" in text
    assert text.count(" would fail ") == len(CLAIMS)
    assert "**400,000 × 50**" in text
    assert len(app.get("page_link")) == len(CLAIMS) + 1  # the last leads on, to what comes after the lessons
    assert text.count("Decided by") == len(CLAIMS)
    (table,) = app.table
    assert table.value.shape == (len(CLAIMS), 4)
    assert table.value.iloc[:, 3].str.endswith("**").all()


def test_verdicts_are_counted(open_page, written):
    text = written(settle(open_page("claims", more="all")))
    badges = [text.count(f"-badge[{icon}") for icon, _color in _LOOKS.values()]
    each = r"\*\*(\d+)\*\* "
    counts = re.search(f"{each}holds?, {each}holds? in part, {each}do(?:es)? not hold, {each}cannot be", text)
    assert counts is not None
    assert [int(count) for count in counts.groups()] == badges
    assert sum(badges) == len(CLAIMS)
