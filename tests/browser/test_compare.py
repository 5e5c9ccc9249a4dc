"""Compare in a real browser: points travel from one source to the other."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from scipy.stats import special_ortho_group

import embedviz as ev
from tests.browser.test_app import wait_until_idle
from tests.servers import served

JOURNEY = "const { scene } = [...document.querySelectorAll('.embedviz-scene')].find((each) => each.scene?.data.stages);"
IS_DRAWN = """() => [...document.querySelectorAll('.embedviz-scene[data-scene=drawn]')]
  .some((each) => each.scene?.data.stages && each.scene.isWhole)"""
PLACES = f"() => {{ {JOURNEY} return Array.from({{ length: 60 }}, (_, i) => [...scene.placeNow(i)]); }}"
TRAILS = f"() => {{ {JOURNEY} return scene.moments.ways(scene.cloud).map(({{ places }}) => places.length); }}"


@pytest.mark.exhaustive
def test_the_slider_moves_every_point_from_a_to_b_and_trails_are_drawn(page: Page, tmp_path):
    first = np.random.default_rng(0).standard_normal((60, 3)).astype(np.float32)
    second = first @ special_ortho_group.rvs(3, random_state=2).astype(np.float32)
    second[50:] = second[60:49:-1][:10]  # these words change their neighbors
    for name, vectors in (("a", first), ("b", second)):
        ev.save(ev.Embedding(name, [f"w{i}" for i in range(60)], vectors), tmp_path / f"{name}.parquet")
    cache = str(tmp_path / "cache")
    with served("app.py", tmp_path / "log.txt", EMBEDVIZ_DATA=str(tmp_path), EMBEDVIZ_CACHE=cache) as server:
        page.goto(f"{server.url}/compare?source=file:a.parquet&with=file:b.parquet")
        page.get_by_role("heading", name="From A to B").scroll_into_view_if_needed()
        wait_until_idle(page)
        page.wait_for_function(IS_DRAWN)
        slider = page.get_by_role("slider", name="From A to B")
        moment = page.locator(".embedviz-moments output").filter(visible=True)
        slider.press("Home")
        expect(moment).to_have_text("A")
        start = np.array(page.evaluate(PLACES))
        slider.press("End")
        expect(moment).to_have_text("B")
        end = np.array(page.evaluate(PLACES))
        assert (np.linalg.norm(end - start, axis=1) > 0).all()
        shape = [np.linalg.norm(each[:50] - each[:50].mean(0), axis=1) for each in (start, end)]
        np.testing.assert_allclose(*shape, atol=0.01)  # turned, not deformed
        assert page.evaluate(TRAILS) == [30] * 6  # each of 29 moments, and where it is now
        expect(page.get_by_test_id("stException")).to_have_count(0)
