"""Findings as plain data, for JSON."""

from typing import Any

from embedviz.diagnosis.finding import Health
from embedviz.diagnosis.texts import sentence


def as_data(health: Health) -> dict[str, Any]:
    """Return what was found as dictionaries, lists, texts and numbers.

    Parameters
    ----------
    health : Health
        Any.

    Returns
    -------
    dict
        With the row of every word affected, from 0.
    """
    m, n = health.embedding.shape
    return {
        "id": health.embedding.id,
        "words": m,
        "dimensions": n,
        "findings": [
            {
                "kind": each.kind,
                "severity": each.severity,
                "count": each.count,
                "examined": each.examined,
                "sentence": sentence(each),
                "examples": list(each.examples),
                "rows": each.rows.tolist(),
                "of_dimensions": each.dimensions.tolist(),
                "numbers": dict(each.numbers),
            }
            for each in health.findings
        ],
        "limits": dict(health.limits),
    }
