"""What checking a claim leaves: ids and numbers, which the app puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Verdict = Literal["holds", "qualified", "refuted", "untold"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

ClaimId = Literal[
    "orthogonal", "identity", "waste", "unlike",
    "contexts", "dependent", "rank", "axes", "distance", "table", "pretrained",
    "weights", "objectives", "one-vector", "bilstm",
]  # fmt: skip
CLAIMS: tuple[ClaimId, ...] = get_args(ClaimId)
"""The claims in the order of the argument, by id."""

Part = Literal["one-hot", "dense", "origin", "senses"]
PARTS: Mapping[Part, tuple[ClaimId, ...]] = {
    "one-hot": ("orthogonal", "identity", "waste", "unlike"),
    "dense": ("contexts", "dependent", "rank", "axes", "distance", "table", "pretrained"),
    "origin": ("weights", "objectives"),
    "senses": ("one-vector", "bilstm"),
}
"""The parts of the argument, each with its claims."""

Bound = Literal["exact", "rounding", "chance", "limit"]
Numbers = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Finding:
    """How a claim fares on an embedding.

    Parameters
    ----------
    claim : str
        Its id, one of :data:`CLAIMS`.
    verdict : {"holds", "qualified", "refuted", "untold"}
        It holds; holds in part; does not hold; cannot be told from this embedding.
    case : str
        Names which of the things that can be said of this claim is to be said.
    numbers : mapping of str to float
        What was measured, by name; whole numbers are int.
    decided_by : str
        The name of the number that the verdict hangs on; empty if there is none.
    bound : float
        What that number was held against.
    kind : {"exact", "rounding", "chance", "limit"}
        What the bound is: no rounding is allowed; the rounding that is; the most (of 95%) that chance gives; another
        number that the claim itself names.
    """

    claim: ClaimId
    verdict: Verdict
    case: str
    numbers: Numbers
    decided_by: str = ""
    bound: float = 0.0
    kind: Bound = "exact"

    @property
    def number(self) -> int:
        """The claim's place among the fifteen, from 1."""
        return 1 + CLAIMS.index(self.claim)

    @property
    def value(self) -> float | None:
        """The number that decides; None if there is none."""
        return self.numbers[self.decided_by] if self.decided_by else None


def untold(claim: ClaimId, case: str, **numbers: float) -> Finding:
    """Return that a claim cannot be told, and why.

    Parameters
    ----------
    claim : str
        Its id.
    case : str
        Names the reason.
    **numbers : float
        What the reason names.

    Returns
    -------
    Finding
    """
    return Finding(claim, "untold", case, numbers)
