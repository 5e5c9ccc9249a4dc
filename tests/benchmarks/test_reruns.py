from tests.benchmarks.reruns import reruns, table

PAGES = {
    "home", "one_hot", "rank", "independence", "orthogonality", "distance", "polysemy", "claims", "space", "compare",
    "library",
}  # fmt: skip


def test_every_widget_of_every_page_can_be_changed_and_is_timed():
    found = list(reruns(times=2))
    assert [rerun for rerun in found if rerun.failed] == []
    assert {rerun.page for rerun in found} == PAGES
    written = table(found)
    for page in PAGES:
        assert page in written
