"""Zip archives that ask for memory: every reader of one refuses them before that is taken."""

import io
import zipfile

import numpy as np
import pytest

import embedviz as ev
from embedviz.formats import zips
from embedviz.sources.corpora.unpacking import texts_of

TEXT = b"the 1 2\nof 3 4\n"


def written(members: dict[str, bytes], method: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return packed.getvalue()


def array() -> bytes:
    packed = io.BytesIO()
    np.save(packed, np.ones((2, 2), np.float32))
    return packed.getvalue()


KINDS = {"text": ("x.txt", TEXT), "arrays": ("vectors.npy", array())}


@pytest.mark.parametrize("kind", KINDS)
def test_what_grants_itself_gigabytes_is_refused(tmp_path, kind):
    name, data = KINDS[kind]
    (tmp_path / "x").write_bytes(written({name: data}, zipfile.ZIP_LZMA))
    with pytest.raises(ev.EmbedvizError, match=f"^x: {name} in it is compressed by LZMA; expected deflate, or none"):
        ev.load(tmp_path / "x")


@pytest.mark.parametrize("kind", KINDS)
def test_a_long_list_of_members_is_not_even_read(tmp_path, monkeypatch, kind):
    name, data = KINDS[kind]
    packed = written({name: data, **{f"{i:0100}": b"" for i in range(20)}}, zipfile.ZIP_STORED)
    (tmp_path / "x").write_bytes(packed)
    monkeypatch.setattr(zips, "LONGEST_READ", 1_000)
    long = "a zip archive whose list of members takes more than 1 kB; expected a shorter one"
    with pytest.raises(ev.EmbedvizError, match=f"^x: {long}"):
        ev.load(tmp_path / "x")
    with pytest.raises(ev.EmbedvizError, match=f"^book: {long}"):
        list(texts_of(packed, "book", None))
