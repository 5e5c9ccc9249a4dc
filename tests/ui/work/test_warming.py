import asyncio
import sys

from embedviz.ui.work import warming
from embedviz.ui.work.tidying import tidied
from tests.loops import run


def test_a_server_imports_what_pages_need_by_itself_and_passes_over_what_is_not_installed(monkeypatch, tmp_path):
    async def wait() -> None:
        async with tidied(None), asyncio.timeout(30):
            while "needed_by_a_page" not in sys.modules:
                await asyncio.sleep(0.01)

    (tmp_path / "needed_by_a_page.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(warming, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(warming, "MODULES", ("of_no_package", "needed_by_a_page"))
    try:
        run(wait())
    finally:
        sys.modules.pop("needed_by_a_page", None)
