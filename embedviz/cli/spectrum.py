"""``embedviz spectrum``: singular values, and what they say of the rank."""

import argparse
import json
import math
from typing import TYPE_CHECKING

import numpy as np

from embedviz import units
from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.computing import add_scheduler, computing
from embedviz.cli.terminal import ProgressLine, print_csv, print_facts
from embedviz.i18n import _
from embedviz.units import Readable

if TYPE_CHECKING:
    from embedviz.algebra.spectrum import Spectrum
    from embedviz.embedding import Embedding

SHOWN_ENERGIES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    spectrum = reading_command(
        commands,
        "spectrum",
        _run,
        _("its singular values and ranks"),
        _("Compute the singular values of its matrix, exactly."),
    )
    spectrum.add_argument("--center", action="store_true", help=_("subtract the mean vector first"))
    spectrum.add_argument(
        "--rtol",
        type=_tolerance,
        metavar="X",
        help=_("tolerance of the rank, relative to the largest singular value; by default max(m, n) eps of float64"),
    )
    add_scheduler(spectrum)
    spectrum.add_argument("--json", action="store_true", help=_("print all of it as JSON"))
    spectrum.add_argument("--csv", action="store_true", help=_("only the singular values, as CSV"))


def _run(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.algebra.spectrum import spectrum
    from embedviz.claims.rounding import doubt

    embedding = opened(options, line)
    with computing(options, embedding, line) as executor:
        found = spectrum(embedding, center=options.center, progress=line, executor=executor)
    answered = (
        []
        if options.center or options.csv or options.json
        else [(_("full rank"), _answer(embedding, found, options.rtol, line))]
    )
    line.clear()
    values, energies = found.singular_values, found.energies
    if options.json:
        print(json.dumps(_as_data(found, options), indent=2, allow_nan=False))
        return
    if options.csv:
        print_csv(
            ["k", "singular_value", "energy"],
            ([k, float(values[k - 1]), float(energies[k - 1])] for k in range(1, len(values) + 1)),
        )
        return
    m, n = found.shape
    shown = [k for k in SHOWN_ENERGIES if k < len(values)]
    print_facts(
        [
            (_("matrix"), _("{words} x {dimensions}").format(words=units.words(m), dimensions=units.dimensions(n))),
            (_("rank"), f"{found.rank(options.rtol):,}"),
            *answered,
            (_("tolerance"), f"{found.tolerance(options.rtol):.4g}"),
            (_("storage floor"), f"{found.storage_floor:.4g}"),
            *([(_("rounding"), doubt(found))] if doubt(found) else []),
            (_("effective rank"), f"{found.effective_rank:.4f}"),
            (_("stable rank"), f"{found.stable_rank:.4f}"),
            (_("participation ratio"), f"{found.participation_ratio:.4f}"),
            (_("condition number"), _condition(found, options.rtol)),
            *((_("energy of the first {k}").format(k=k), f"{Readable(found.energy(k)):.4%}") for k in shown),
        ]
    )
    print(_("singular values"))
    for k, value in enumerate(values, 1):
        print(f"{k:>{len(str(len(values)))}}  {value:.10g}")


def _as_data(found: "Spectrum", options: argparse.Namespace) -> dict[str, object]:
    condition = found.condition_number
    return {
        "m": found.shape[0],
        "n": found.shape[1],
        "centered": options.center,
        "rank": found.rank(options.rtol),
        "tolerance": found.tolerance(options.rtol),
        "storage_floor": found.storage_floor,
        "effective_rank": found.effective_rank,
        "stable_rank": found.stable_rank,
        "participation_ratio": found.participation_ratio,
        "condition_number": condition if math.isfinite(condition) else None,
        "singular_values": found.singular_values.tolist(),
        "energies": found.energies.tolist(),
    }


def _answer(embedding: "Embedding", found: "Spectrum", rtol: float | None, line: ProgressLine) -> str:
    from embedviz.algebra.fullness import Fullness, fullness
    from embedviz.claims.answer import answer

    # Words in no dependence are counted by the tolerance that goes with float64, and by no other.
    # Of vectors in parts they would cost two more passes over them all.
    counted = rtol is None and isinstance(embedding.vectors, np.ndarray)
    return answer(
        fullness(embedding, whole=found, progress=line) if counted else Fullness(*found.shape, found.rank(rtol))
    )


def _condition(found: "Spectrum", rtol: float | None) -> str:
    value = f"{found.condition_number:.6g}"
    if found.rank(rtol) == len(found.singular_values):
        return value
    return _("{value}; the last singular value is within the tolerance, so this is rounding").format(value=value)


def _tolerance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(_("{text!r}; expected a number from 0 to 1").format(text=text))
    return value
