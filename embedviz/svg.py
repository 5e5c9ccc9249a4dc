"""Small charts as SVG: a curve, bars, labeled points. Plain text in a page, sharp in print, without a script."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from embedviz.i18n import FONTS
from embedviz.markup import Html, escaped

WIDTH, HEIGHT, MAP_WIDTH = 720, 300, 480
LEFT, RIGHT, TOP, BOTTOM = 84, 16, 12, 44
TICKS = 5
# Of labels of 11 px: how wide a letter is, how high a line.
GLYPH, LINE, MOST_LABELS = 6.4, 12.0, 90
# For where no style says otherwise; that of a page does.
INK, LETTERS = "#2563b8", f'fill="currentColor" font-size="12" font-family="{FONTS}"'
GRID = 'class="grid" stroke="currentColor" stroke-opacity="0.2"'
Written = Callable[[float], str]


def curve(values: np.ndarray, *, x_title: str, y_title: str, alt: str) -> Html:
    """Return positive numbers by their place, the vertical axis logarithmic.

    Parameters
    ----------
    values : ndarray (k,)
        Those that are 0 are left out.
    x_title, y_title, alt : str
        For a reader: of the axes, and what is to be seen.

    Returns
    -------
    Html
    """
    places = np.arange(1, len(values) + 1)[values > 0]
    logarithms = np.log10(values[values > 0])
    if not len(places):
        return Html("")
    low, high = _bounds(logarithms)
    x, y = _scale(places, 1, max(2, len(values)), False), _scale(logarithms, low, high, True)
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    marks = _marks(_ticks(1, max(2, len(values))), 1, max(2, len(values)), upright=False)
    marks += _marks(_powers(low, high), low, high, upright=True, written=lambda value: f"{10**value:,.4g}")
    dots = "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2"/>' for a, b in zip(x, y, strict=True)) * (len(x) <= 200)
    return _chart(
        f'{marks}<polyline class="line" fill="none" stroke="{INK}" points="{line}"/>'
        f'<g class="dots" fill="{INK}">{dots}</g>',
        x_title,
        y_title,
        alt,
    )


def bars(counts: np.ndarray, edges: np.ndarray, *, x_title: str, y_title: str, alt: str) -> Html:
    """Return a histogram.

    Parameters
    ----------
    counts : ndarray (b,) int
        Heights.
    edges : ndarray (b + 1,)
        Where the bars begin and end.
    x_title, y_title, alt : str
        As of :func:`curve`.

    Returns
    -------
    Html
    """
    low, high = float(edges[0]), float(edges[-1])
    high = high if high > low else low + 1
    most = float(counts.max(initial=1))
    x, y = _scale(edges, low, high, False), _scale(counts, 0, most, True)
    base = HEIGHT - BOTTOM
    drawn = "".join(
        f'<rect x="{x[i]:.1f}" y="{y[i]:.1f}" width="{max(0.5, x[i + 1] - x[i] - 0.5):.1f}" '
        f'height="{base - y[i]:.1f}"/>'
        for i in np.flatnonzero(counts).tolist()
    )
    marks = _marks(_ticks(low, high), low, high, upright=False) + _marks(_ticks(0, most), 0, most, upright=True)
    return _chart(f'{marks}<g class="bars" fill="{INK}">{drawn}</g>', x_title, y_title, alt)


def points(coordinates: np.ndarray, labels: Sequence[str], *, alt: str) -> Html:
    """Return points in the plane, with those of the labels that have room; both axes have one scale.

    Parameters
    ----------
    coordinates : ndarray (m, 2)
        Of the points.
    labels : sequence of str
        Of the first ones; the earlier goes before the later.
    alt : str
        What is to be seen.

    Returns
    -------
    Html
    """
    side = 720
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    reach = float((high - low).max()) or 1.0
    placed = 12 + (coordinates - (low + high) / 2 + reach / 2) / reach * (side - 24)
    placed[:, 1] = side - placed[:, 1]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.6"/>' for x, y in placed.tolist())
    names = "".join(
        f'<text x="{x:.1f}" y="{y:.1f}">{escaped(label)}</text>' for x, y, label in _placed(placed, labels, side)
    )
    inside = f'<g class="dots" fill="{INK}" fill-opacity="0.55">{dots}</g><g class="names" {LETTERS}>{names}</g>'
    return _framed(inside, side, side, alt, "map", MAP_WIDTH)


def _placed(places: np.ndarray, labels: Sequence[str], side: float) -> list[tuple[float, float, str]]:
    """Return where labels stand that cover no other: beside their points, at most so many."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for (x, y), label in zip(places.tolist(), labels, strict=False):
        width = sum(GLYPH * (1 if character.isascii() else 1.8) for character in label)
        left, base = (x + 4 if x + 4 + width < side else x - 4 - width), y - 3
        covers = any(abs(base - other) < LINE and start < left + width and left < end for start, end, other in taken)
        if not covers and left >= 0 and base >= LINE:
            taken.append((left, left + width, base))
            found.append((left, base, label))
        if len(found) == MOST_LABELS:
            break
    return found


def _chart(inside: str, x_title: str, y_title: str, alt: str) -> Html:
    middle = (TOP + HEIGHT - BOTTOM) / 2
    center = (LEFT + WIDTH - RIGHT) / 2
    titles = (
        f'<text class="title" x="{center:.0f}" y="{HEIGHT - 6}" text-anchor="middle">{escaped(x_title)}</text>'
        f'<text class="title" x="14" y="{middle:.0f}" text-anchor="middle" '
        f'transform="rotate(-90 14 {middle:.0f})">{escaped(y_title)}</text>'
    )
    return _framed(f"<g {LETTERS}>{inside}{titles}</g>", WIDTH, HEIGHT, alt, "chart", WIDTH)


def _framed(inside: str, width: int, height: int, alt: str, name: str, shown: int) -> Html:
    said = escaped(alt)
    return Html(
        f'<svg class="{name}" viewBox="0 0 {width} {height}" width="{shown}" role="img" aria-label="{said}">'
        f"<title>{said}</title>{inside}</svg>"
    )


def _scale(values: np.ndarray, low: float, high: float, upright: bool) -> list[float]:
    share = (np.asarray(values, dtype=np.float64) - low) / (high - low)
    if upright:
        return list((HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)).tolist())
    return list((LEFT + share * (WIDTH - LEFT - RIGHT)).tolist())


def _bounds(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low, high) if high - low > 1e-9 else (low - 0.5, high + 0.5)


def _ticks(low: float, high: float) -> list[float]:
    """Return round numbers from low to high: 1, 2 or 5 times a power of ten apart."""
    rough = (high - low) / TICKS
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [float(value) for value in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]


def _powers(low: float, high: float) -> list[float]:
    """Return the logarithms of round numbers between two logarithms: powers of ten, and 2 and 5 times them if few."""
    exponents = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    for factors in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)):
        found = [float(np.log10(factor) + exponent) for exponent in exponents for factor in factors]
        found = [value for value in found if low <= value <= high]
        if len(found) >= 3:
            step = -(-len(found) // (2 * TICKS))
            return found[::step]
    return _ticks(low, high)


def _marks(values: Iterable[float], low: float, high: float, *, upright: bool, written: Written | None = None) -> str:
    drawn = []
    for value in values:
        said = f"{value:,.6g}" if written is None else written(value)
        (at,) = _scale(np.array([value]), low, high, upright)
        if upright:
            drawn.append(
                f'<line {GRID} x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
                f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{said}</text>'
            )
        else:
            drawn.append(
                f'<line {GRID} x1="{at:.1f}" x2="{at:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'
                f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{said}</text>'
            )
    return "".join(drawn)
