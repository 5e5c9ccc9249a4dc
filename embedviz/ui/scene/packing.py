"""What a scene draws, as it is sent: bytes for what is large, and lists for what is small."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from embedviz.figures.space import Highlight
from embedviz.geometry.framing import Framing
from embedviz.geometry.regions import Region
from embedviz.ui.scene.cloud import Cloud
from embedviz.ui.scene.drawing import Moments
from embedviz.vocabulary.texts import BLOCK, encoded


def places(frame: Framing, cloud: Cloud, moments: Moments | None) -> bytes:
    """Return where the words lie, in steps of the frame, as the graphics card takes them."""
    if moments is not None:
        return moments.places(frame)
    return frame.steps(cloud.coordinates).astype("<u2").tobytes()


def outside(frame: Framing, cloud: Cloud) -> bytes:
    """Return which points lie far outside of the frame, and where, in units of it."""
    at = frame.units(cloud.coordinates[frame.outside])
    return frame.outside.astype("<u4").tobytes() + at.astype("<f4").tobytes()


def texts(words: Sequence[str]) -> bytes:
    """Return how many words there are, how many bytes a length has, the lengths in bytes, and the bytes themselves."""
    waiting, lengths, spelled = iter(words), [np.empty(0, np.int64)], []
    while block := list(islice(waiting, BLOCK)):
        try:
            own, data = encoded(block, "strict")
        except UnicodeEncodeError:  # a browser knows no half of a surrogate pair
            own, data = encoded([word.encode("utf-8", "backslashreplace").decode() for word in block], "strict")
        lengths.append(own)
        spelled.append(data)
    found = np.concatenate(lengths)
    size = 1 if found.max(initial=0) < 256 else 4
    return np.array([len(found), size], "<u4").tobytes() + found.astype(f"<u{size}").tobytes() + b"".join(spelled)


def besides(cloud: Cloud, frame: Framing, codes: np.ndarray) -> Iterator[dict[str, object]]:
    """Return the points placed besides, one by one."""
    m = len(cloud.words)
    at = frame.units(cloud.placed) if len(cloud.placed_words) else ()
    for i, (word, place) in enumerate(zip(cloud.placed_words, at, strict=True)):
        yield {"index": m + i, "word": word, "at": place.tolist(), "code": int(codes[m + i])}


def origin(frame: Framing) -> list[float]:
    """Return where the zero of all axes lies, or the middle of the frame if that is outside."""
    zero = frame.units(np.zeros((1, len(frame.center))))[0]
    return zero.tolist() if np.abs(zero).max() <= frame.reach else [0.0] * len(zero)


def marks(frame: Framing, highlight: Highlight) -> dict[str, object]:
    """Return the points that answer a query, and where the query itself lies."""
    target = None if highlight.target is None else frame.units(highlight.target[None, :])[0].tolist()
    return {
        "queries": [int(i) for i in highlight.queries],
        "neighbors": [int(i) for i in highlight.neighbors],
        "target": target,
    }


def named(frame: Framing, regions: Sequence[Region]) -> list[dict[str, object]]:
    """Return the regions, in units of the frame."""
    return [
        {
            "at": frame.units(each.center[None, :])[0].tolist(),
            "radius": each.radius / frame.radius,
            "name": " · ".join(each.words),
        }
        for each in regions
    ]
