"""``embedviz dimension``: the intrinsic dimension, beside that of a Gaussian of the same spectrum."""

import argparse

from embedviz.cli.command import Commands, opened, reading_command
from embedviz.cli.terminal import ProgressLine, print_facts
from embedviz.i18n import _


def add(commands: Commands) -> None:
    """Add the command.

    Parameters
    ----------
    commands : argparse subparsers
        Those of the program.
    """
    dimension = reading_command(
        commands,
        "dimension",
        _run,
        _("how many dimensions its points fill locally"),
        _("Estimate the intrinsic dimension by the distances of each word to its nearest neighbors."),
    )
    dimension.add_argument(
        "--method",
        choices=("twonn", "mle"),
        default="twonn",
        help=_("TwoNN, the default, or maximum likelihood over k neighbors"),
    )
    dimension.add_argument("-k", type=int, metavar="K", help=_("neighbors of mle (default: 20)"))
    dimension.add_argument(
        "--sample",
        type=int,
        default=20_000,
        metavar="N",
        help=_("if there are more words, draw N at random (default: 20000); --limit takes the first instead"),
    )
    dimension.add_argument("--seed", type=int, default=0, metavar="N", help=_("seed of the draws (default: 0)"))


def _run(options: argparse.Namespace, line: ProgressLine) -> None:
    from embedviz.geometry.intrinsic_dimension import intrinsic_dimension

    found = intrinsic_dimension(
        opened(options, line),
        method=options.method,
        k=options.k,
        sample=options.sample,
        seed=options.seed,
        progress=line,
    )
    line.clear()
    low, high = found.interval
    print_facts(
        [
            (
                _("points"),
                _("{points:,} in {n:,} dimensions; {duplicates:,} equal to one of them left out").format(
                    points=found.points, n=found.dimensions, duplicates=found.duplicates
                ),
            ),
            (_("method"), _("{method}, {k} neighbors").format(method=found.method, k=found.neighbors)),
            (_("intrinsic dimension"), f"{found.value:.4f}"),
            (_("95% interval"), _("{low:.4f} to {high:.4f}").format(low=low, high=high)),
            (_("Gaussian of the same covariance"), f"{found.control:.4f}"),
            *(
                (_("of {points:,} points").format(points=points), f"{value:.4f}")
                for points, value in list(found.by_scale.items())[1:]
            ),
        ]
    )
