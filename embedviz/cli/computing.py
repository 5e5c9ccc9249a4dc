"""Who computes: this machine, or the workers of a scheduler that is named."""

import argparse
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from embedviz.cli.terminal import ProgressLine, say
from embedviz.embedding import Embedding
from embedviz.i18n import _, ngettext
from embedviz.workers.cluster import connect, scheduler_address
from embedviz.workers.rows import place_of


def add_scheduler(command: argparse.ArgumentParser) -> None:
    """Add the option that names a scheduler.

    Parameters
    ----------
    command : ArgumentParser
        Of a command that reads word vectors.
    """
    command.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        default=scheduler_address(),
        help=_("run it on the workers of a dask scheduler, such as tcp://host:8786, like EMBEDVIZ_SCHEDULER"),
    )


@contextmanager
def computing(options: argparse.Namespace, embedding: Embedding, line: ProgressLine) -> Iterator[Executor | None]:
    """Give the workers that compute, and say who they are where a scheduler is named.

    Parameters
    ----------
    options : Namespace
        Of a command with :func:`add_scheduler`.
    embedding : Embedding
        What is worked on.
    line : ProgressLine
        Cleared before anything is said.

    Yields
    ------
    Executor or None
        None for this machine: no scheduler is named, or its workers do not see the vectors.

    Raises
    ------
    EmbedvizError
        If the scheduler does not answer.
    """
    if not options.scheduler:
        yield None
        return
    cluster = connect(options.scheduler)
    try:
        place = place_of(embedding.vectors)
        problem = _("the vectors are in no file") if place is None else cluster.refusal(place)
        line.clear()
        if problem:
            text = _("computed here, not at {address}: {problem}").format(address=options.scheduler, problem=problem)
        else:
            text = ngettext(
                "computed by {count:,} worker of {address}; dashboard: {dashboard}",
                "computed by {count:,} workers of {address}; dashboard: {dashboard}",
                cluster.workers,
            ).format(count=cluster.workers, address=options.scheduler, dashboard=cluster.dashboard)
        say(text)
        yield None if problem else cluster.executor
    finally:
        cluster.close()
