"""The occurrences of a word as points in a scene, colored by sense."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from embedviz.figures.extent import coincide, equal_limits, stacks
from embedviz.figures.occurrences import flat_occurrences, occurrences, sense_colors, sense_name
from embedviz.figures.sentences import Sentence, nearby
from embedviz.figures.space import Highlight
from embedviz.figures.style import GRAY
from embedviz.geometry.framing import cube
from embedviz.i18n import _
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.scene.drawing import SLATE, Drawing, Note, Stroke
from embedviz.ui.scene.flat import say_flat
from embedviz.ui.scene.paint import painted
from embedviz.ui.scene.points import Cloud, scene_of_points
from embedviz.ui.widgets.charts import chart
from embedviz.ui.widgets.hand import point_by_number

HEIGHT = "17rem"
GROUP = "occurrences"
MOST_LISTED = 8
FAINT, LARGE = "66", 1.5


@dataclass(frozen=True, eq=False)
class Moved:
    """An occurrence whose sentence was edited.

    Parameters
    ----------
    which : int
        Of the occurrences.
    to : ndarray (3,)
        Where it lies now.
    sentence : Sentence
        As edited.
    """

    which: int
    to: np.ndarray
    sentence: Sentence


def occurrences_as_points(
    coordinates: np.ndarray,
    chosen: Chosen,
    *,
    key: str,
    height: str = HEIGHT,
    moved: Moved | None = None,
    named: Mapping[str, Sequence[int]] | None = None,
) -> None:
    """Draw occurrences in three dimensions; all such scenes of a page turn together.

    Where phrases name points, it is drawn in a container with the key ``{key}_hand`` that holds those as well.

    Parameters
    ----------
    coordinates : ndarray (k, 3)
        One point an occurrence.
    chosen : Chosen
        What they are.
    key : str
        Unique on the page.
    height : str
        As CSS has it.
    moved : Moved, optional
        An occurrence that has left its place, to which a line leads.
    named : mapping of str to sequence of int, optional
        The occurrences that phrases of the page light, as :class:`embedviz.ui.scene.drawing.Drawing` has it.
    """
    at, parts = coordinates.astype(np.float64), list(chosen.parts)
    if moved is not None:
        at[moved.which], parts[moved.which] = moved.to, moved.sentence
    which = None if moved is None else moved.which
    colors = sense_colors(chosen.senses)
    present = [sense for sense in colors if sense in chosen.senses]
    texts = _texts(at, parts)
    content = blake2b(at.tobytes() + repr(parts).encode(errors="surrogatepass"), digest_size=16).hexdigest()
    name: tuple[Hashable, ...] = ("occurrences", key)
    alt = _("The occurrences of the word as points, colored by sense")
    is_drawn = scene_of_points(
        # The words are named by the occurrences: a point whose sentence is edited travels.
        Cloud((*name, content), (*name, *texts), texts, at, ()),
        painted(
            [present.index(sense) for sense in chosen.senses], {sense_name(sense): colors[sense] for sense in present}
        ),
        Highlight([], [], None),
        key=key,
        alt=alt,
        query=None,
        place_text="",
        figure=lambda: occurrences(at, chosen.senses, parts, static=None, emphasized=which),
        height=height,
        frame=cube(equal_limits(np.vstack([coordinates, at]))),
        group=GROUP,
        drawing=Drawing(
            [*_threads(at, chosen.senses, present), *_way(coordinates, moved)],
            list(_notes(at, chosen.senses, present, moved)),
            LARGE,
            named=named or {},
        ),
    )
    if not is_drawn:
        say_flat()
        flat = flat_occurrences(at, chosen.senses, parts, static=None, emphasized=which)
        chart(flat, key=f"{key}-flat", alt=alt)
        if named:
            drawn = np.arange(len(at))
            for stack in stacks(at):
                drawn[stack] = stack[0]  # those in one place are one point, with the number of the first
            point_by_number(key, {name: np.unique(drawn[list(those)]).tolist() for name, those in named.items()})


def _texts(at: np.ndarray, parts: list[Sentence]) -> list[str]:
    """Return what is said of each point: its sentence, or, where several lie in one place, of them all."""
    texts = [" ".join("".join(sentence).split()) for sentence in parts]
    for stack in stacks(at):
        listed = [" ".join("".join(nearby(parts[i])).split()) for i in stack[:MOST_LISTED]]
        said = "\n".join([*listed, "…"] if len(stack) > MOST_LISTED else listed)
        for i in stack:
            texts[i] = said
    return texts


def _threads(at: np.ndarray, senses: tuple[str, ...], present: list[str]) -> Iterator[Stroke]:
    """Yield a line from each point of a sense to their mean."""
    for group, sense in enumerate(present):
        points = at[_members(senses, sense)]
        if sense and not coincide(points):
            mean = points.mean(axis=0)
            color = sense_colors(senses)[sense] + FAINT
            for point in points:
                yield Stroke(np.stack([mean, point]), color, 1.5, group=group)


def _way(before: np.ndarray, moved: Moved | None) -> list[Stroke]:
    if moved is None or coincide(np.stack([before[moved.which], moved.to])):
        return []
    return [Stroke(np.stack([before[moved.which], moved.to]), SLATE, 2.5, arrow=True)]


def _notes(at: np.ndarray, senses: tuple[str, ...], present: list[str], moved: Moved | None) -> Iterator[Note]:
    for group, sense in enumerate(present):
        points = at[_members(senses, sense)]
        if sense and not coincide(points):
            yield Note(points.mean(axis=0), "", sense_colors(senses)[sense], "cross", group)
    many = _("{count:,} occurrences, one point")
    for stack in stacks(at):
        meanings = {senses[i] for i in stack}
        color = sense_colors(senses)[meanings.pop()] if len(meanings) == 1 else GRAY
        yield Note(at[stack[0]], "", color, "disc")
        yield Note(at[stack[0]], many.format(count=len(stack)), SLATE)
    if moved is not None:
        yield Note(moved.which, _("as edited"), sense_colors(senses)[senses[moved.which]])


def _members(senses: tuple[str, ...], sense: str) -> np.ndarray:
    return np.flatnonzero([each == sense for each in senses])
