import pytest

import embedviz as ev
from embedviz.errors import UnknownSourceError
from embedviz.sources import DEFAULT_SOURCE
from embedviz.sources.shelf import keep


def test_every_source_is_listed_under_its_own_id_with_a_title():
    for id, source in ev.catalogue().items():
        assert source.id == id
        assert source.title


def test_the_default_source_is_in_the_catalogue_and_opens_as_itself(glove):
    assert DEFAULT_SOURCE in ev.catalogue()
    assert glove.id == DEFAULT_SOURCE


def test_an_unknown_source_is_refused_and_the_known_ones_are_named():
    with pytest.raises(UnknownSourceError, match="no source is called 'glove'; expected one of glove-6b-50d"):
        ev.open_source("glove")


def test_a_refusal_names_some_of_many_sources(data):
    for i in range(100):
        (data / f"{i:02}.txt").touch()
    with pytest.raises(UnknownSourceError, match=r"expected one of glove-6b-50d, file:00\.txt, .*, file:08\.txt, …$"):
        ev.open_source("file:missing")


def test_built_in_sources_come_first_then_files_then_what_is_kept(data, pair, write_glove):
    uploaded, trained = keep(pair, title="A", kind="upload"), keep(pair, title="b", kind="trained")
    write_glove(data / "z.txt")
    assert list(ev.catalogue()) == ["glove-6b-50d", "file:z.txt", uploaded.id, trained.id]
    assert [source.kind for source in ev.catalogue().values()] == ["built-in", "file", "upload", "trained"]


def test_changing_the_catalogue_that_was_returned_changes_nothing():
    ev.catalogue().clear()
    assert DEFAULT_SOURCE in ev.catalogue()
