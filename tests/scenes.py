"""What the server sends to be drawn as a scene of points, read back as the browser reads it."""

import gzip
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from embedviz.ui.scene.buffers import buffers
from embedviz.ui.scene.reports import NO_WEBGL


@dataclass(frozen=True, eq=False)
class Scene:
    """A scene of p points, those placed besides at the end.

    Parameters
    ----------
    data : dict
        What goes to the browser with every change.
    places : ndarray (m, 3) uint16
        Of the words of the picture.
    words : list of p str
        All words.
    codes : ndarray (p,) uint8
        Their colors.
    """

    data: dict[str, Any]
    places: np.ndarray
    words: list[str]
    codes: np.ndarray

    @property
    def labeled(self) -> list[str]:
        """The words of the query, and then those of the answer."""
        return [self.words[i] for i in (*self.data["marks"]["queries"], *self.data["marks"]["neighbors"])]


def fetched(key: str) -> bytes:
    """Return what a browser gets for a key."""
    found = buffers().find(key)
    assert found is not None
    return gzip.decompress(found.body) if found.is_compressed else found.body


def words_in(content: bytes) -> list[str]:
    """Return the words of a buffer of words."""
    count, size = map(int, np.frombuffer(content, "<u4", 2))
    ends = np.cumsum(np.frombuffer(content, f"<u{size}", count, 8), dtype=np.int64)
    text = content[8 + size * count :]
    return [text[start:end].decode() for start, end in zip([0, *ends], ends, strict=False)]


def scenes_of(app: AppTest) -> list[Scene]:
    """Return all scenes of points on a page."""
    found = []
    for element in app.get("bidi_component"):
        if element.proto.component_name == "embedviz.points":
            data = json.loads(element.proto.json)
            codes = [*fetched(data["codes"]), *(extra["code"] for extra in data["extra"])]
            words = words_in(fetched(data["words"])) + [extra["word"] for extra in data["extra"]]
            places = np.frombuffer(fetched(data["places"]), "<u2").reshape(-1, 3)
            found.append(Scene(data, places, words, np.array(codes, dtype=np.uint8)))
    return found


def scene_of(app: AppTest, key: str) -> Scene:
    """Return one scene of a page by its key."""
    (found,) = (scene for scene in scenes_of(app) if scene.data["key"] == key)
    return found


def without_webgl(app: AppTest) -> AppTest:
    """Return the page once the browser has reported that it cannot draw a scene: it has none, and says so."""
    app.session_state[NO_WEBGL] = True
    app.run()
    assert not app.exception
    assert scenes_of(app) == []
    assert "This browser has no WebGL 2" in app.info[0].value
    return app
