"""What a look at the health of vectors leaves: ids, rows and numbers, which texts.py puts into words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from embedviz import notebook
from embedviz.diagnosis.filtered import without_dimensions, without_rows
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _, listed

Kind = Literal[
    "zero-rows", "norms", "duplicates", "near-duplicates", "isolated", "hubs",
    "constant-dimensions", "dominant-dimensions", "precision",
    "repeated-words", "composition", "case", "control-characters", "undecodable", "mojibake", "numbers",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What is looked for, in the order of the report."""

Severity = Literal["fault", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

OF: Mapping[Kind, Severity] = {
    "zero-rows": "fault",
    "norms": "warning",
    "duplicates": "warning",
    "near-duplicates": "warning",
    "isolated": "note",
    "hubs": "note",
    "constant-dimensions": "warning",
    "dominant-dimensions": "warning",
    "precision": "note",
    "repeated-words": "warning",
    "composition": "warning",
    "case": "note",
    "control-characters": "fault",
    "undecodable": "fault",
    "mojibake": "warning",
    "numbers": "note",
}
"""How bad each is: a fault makes answers wrong, a warning may, a note is good to know."""

OF_DIMENSIONS: tuple[Kind, ...] = ("constant-dimensions", "dominant-dimensions")
EXAMPLES = 12


@dataclass(frozen=True, eq=False)
class HealthFinding:
    """One thing that was found.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.
    count : int
        How many rows, or dimensions, are affected; 1 for the precision of the numbers.
    examples : tuple of str
        Some of them, for a reader: words, "word = word" of two that are alike, numbers of dimensions from 1.
    words : tuple of str
        The words of the examples.
    rows : ndarray (r,) int
        What :meth:`Health.without` takes out, ascending: of rows that are alike all but the first. Empty for findings
        on dimensions, and for the precision.
    dimensions : ndarray (d,) int
        The same for dimensions, from 0.
    examined : int
        Of how many rows, or dimensions, this was found: all, unless there were too many to compare.
    numbers : mapping of str to float
        What decided, by name.
    """

    kind: Kind
    count: int
    examples: tuple[str, ...]
    words: tuple[str, ...] = ()
    rows: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64), repr=False)
    dimensions: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64), repr=False)
    examined: int = 0
    numbers: Mapping[str, float] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """How bad it is: "fault", "warning" or "note"."""
        return OF[self.kind]


@dataclass(frozen=True, eq=False, repr=False)
class Health:
    """What was found in m words and their vectors in n dimensions.

    Parameters
    ----------
    embedding : Embedding (m, n)
        What was looked at.
    findings : tuple of HealthFinding
        In the order of :data:`KINDS`; what was looked for and not found is not among them.
    limits : mapping of str to int
        Of what could not be looked for in all rows: how many rows were examined, by kind.
    """

    embedding: Embedding
    findings: tuple[HealthFinding, ...]
    limits: Mapping[Kind, int] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> HealthFinding:
        for finding in self.findings:
            if finding.kind == kind:
                return finding
        raise EmbedvizError(
            _("nothing of the kind {kind!r} was found; found: {found}").format(
                kind=kind, found=listed(self.kinds) or _("nothing")
            )
        )

    def __contains__(self, kind: object) -> bool:
        return kind in self.kinds

    def __repr__(self) -> str:
        m, n = self.embedding.shape
        found = ", ".join(f"{each.kind} {each.count:,}" for each in self.findings)
        return f"Health({m:,} words x {n:,} dimensions: {found or 'nothing found'})"

    def _repr_html_(self) -> str:
        from embedviz.diagnosis.texts import sentence, severities

        names = severities()
        return notebook.table(
            _("health of {id}").format(id=self.embedding.id),
            [_("severity"), _("finding"), _("examples")],
            ([names[each.severity], sentence(each), "  ".join(each.examples)] for each in self.findings),
        )

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that were found."""
        return tuple(finding.kind for finding in self.findings)

    def matching(self, *wanted: str) -> tuple[HealthFinding, ...]:
        """Return the findings of some kinds or severities.

        Parameters
        ----------
        *wanted : str
            Each one of :data:`KINDS` or :data:`SEVERITIES`.

        Returns
        -------
        tuple of HealthFinding

        Raises
        ------
        EmbedvizError
            If one is neither.
        """
        require_kinds(*wanted)
        return tuple(each for each in self.findings if each.kind in wanted or each.severity in wanted)

    def without(self, *kinds: str) -> Embedding:
        """Return a copy of the embedding without what was found.

        Parameters
        ----------
        *kinds : str
            Kinds or severities of findings to take out; those that name rows or dimensions, unless given.

        Returns
        -------
        Embedding
            Of rows that are alike the first stays. Above 256 MB its vectors lie in a temporary file.

        Raises
        ------
        EmbedvizError
            If there is no such kind, or nothing would be left.
        """
        chosen = self.matching(*kinds) if kinds else self.findings
        rows = _union([each.rows for each in chosen])
        dimensions = _union([each.dimensions for each in chosen])
        named = "+".join(each.kind for each in chosen if len(each.rows) or len(each.dimensions))
        kept = self.embedding
        if len(rows):
            kept = without_rows(kept, rows, f"{self.embedding.id}/without-{named}")
        if len(dimensions):
            kept = without_dimensions(kept, dimensions, f"{self.embedding.id}/without-{named}")
        return kept


def require_kinds(*wanted: str) -> None:
    """Refuse what is neither a kind of finding nor a severity.

    Parameters
    ----------
    *wanted : str
        What was asked for.

    Raises
    ------
    EmbedvizError
        If one is neither.
    """
    for each in wanted:
        if each not in KINDS and each not in SEVERITIES:
            raise EmbedvizError(
                _("no finding is called {kind!r}; expected one of {kinds}").format(
                    kind=each, kinds=listed([*KINDS, *SEVERITIES])
                )
            )


def _union(parts: list[np.ndarray]) -> np.ndarray:
    return np.unique(np.concatenate(parts)) if parts else np.empty(0, dtype=np.int64)
