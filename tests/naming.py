"""The hooks of pytest that name tests, and refuse what cannot be read or could differ between two processes."""

from collections.abc import Generator

import pytest

from tests import names


def pytest_make_parametrize_id(val: object) -> str | None:
    return names.plain(val)


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem(collector: pytest.Collector) -> Generator[None, object, object]:
    """Refuse names of tests that could differ between two processes, or that nobody can read."""
    found = yield
    for item in found if isinstance(found, list) else []:
        wrong = names.fault(item.nodeid) if isinstance(item, pytest.Item) else None
        if wrong:
            text = f"{item.nodeid[: names.LONGEST]}: {wrong}. Name it: pytest.param(..., id=...)"
            raise collector.CollectError(text)
    return found
