import asyncio
import gc
import sys

from embedviz.ui.work import warming
from embedviz.ui.work.tidying import tidied
from tests.loops import run


def test_a_server_imports_what_pages_need_by_itself_and_looks_for_no_garbage_in_it(monkeypatch, tmp_path):
    async def wait() -> int:
        async with tidied(None), asyncio.timeout(30):
            while not gc.get_freeze_count():
                await asyncio.sleep(0.01)
            return gc.get_freeze_count()

    (tmp_path / "needed_by_a_page.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(warming, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(warming, "MODULES", ("of_no_package", "needed_by_a_page"))
    gc.unfreeze()
    try:
        assert run(wait()) > 10_000
        assert "needed_by_a_page" in sys.modules
    finally:
        sys.modules.pop("needed_by_a_page", None)
