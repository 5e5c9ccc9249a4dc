"""How long computations report to whoever waits for them."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """One report of a running computation.

    Parameters
    ----------
    stage : str
        What is being done, for a reader.
    done, total : int
        Steps finished and steps in all, both for this stage.
    """

    stage: str
    done: int
    total: int

    @property
    def fraction(self) -> float:
        """Share of the stage that is finished, in [0, 1]."""
        return min(1.0, self.done / self.total) if self.total > 0 else 0.0


ProgressCallback = Callable[[Progress], None]
"""Called with each report. It cancels the computation by raising :class:`embedviz.errors.Cancelled`."""
