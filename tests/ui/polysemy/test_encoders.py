from dataclasses import replace

import pytest

from embedviz.context.catalogue import DEFAULT_ENCODER
from embedviz.context.elmo import SHIPPED
from embedviz.errors import EmbedvizError
from embedviz.sources import glove
from embedviz.ui.polysemy.encoders import encoder_table, open_encoder
from embedviz.ui.work.opened import open_shared
from tests.context.bilms import datasets, options, write


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("EMBEDVIZ_DATA", str(tmp_path))
    return tmp_path


def test_an_encoder_is_opened_once():
    assert open_encoder(DEFAULT_ENCODER) is open_encoder(DEFAULT_ENCODER)


def test_the_shipped_one_reads_the_vectors_that_are_open(monkeypatch):
    def open_glove(_progress):
        raise AssertionError

    shared = open_shared("glove-6b-50d", None)
    unopenable = replace(glove.glove(), open=open_glove)
    monkeypatch.setattr("embedviz.sources.glove.glove", lambda: unopenable)
    encoder = open_encoder(DEFAULT_ENCODER)
    assert shared.index("bank") > 0
    found, raw = encoder.encode([["bank"]])[0], encoder.untrained().encode([["bank"]])[0]
    assert found.shape == raw.shape == (3, 1, 2 * encoder.options.width)


def test_changed_weights_are_opened_anew(data):
    write(data / "mine", options())
    before = open_encoder("folder:mine")
    assert open_encoder("folder:mine") is before
    write(data / "mine", options(), seed=1)
    assert open_encoder("folder:mine").id != before.id


def test_a_broken_one_says_why(data):
    write(data / "bad", options()).weights.unlink()
    with pytest.raises(EmbedvizError, match="bad: 0 files of weights"):
        open_encoder("folder:bad")


def test_an_unknown_one_names_those_there_are():
    with pytest.raises(EmbedvizError, match=f"no encoder is called 'x'; expected one of {DEFAULT_ENCODER}"):
        open_encoder("x")


def test_the_table_tells_sizes_and_problems(data):
    write(data / "good", options())
    write(data / "bad", options()).weights.unlink()
    table = encoder_table()
    assert table["encoder"][1:] == ["bad", "good"]
    assert [bool(problem) for problem in table["problem"]] == [False, True, False]
    assert table["cells"] == [512, 6, 6]
    assert table["dimensions"] == [2 * open_encoder(DEFAULT_ENCODER).options.width, 8, 8]
    assert table["parameters"][0] == f"{sum(each.size for each in datasets(SHIPPED / 'weights.hdf5').values()):,}"
    assert table["input"] == ["glove-6b-50d", "characters", "characters"]


def test_without_a_problem_there_is_no_column_of_them(data):
    write(data / "good", options())
    assert list(encoder_table())[-1] == "file size"
