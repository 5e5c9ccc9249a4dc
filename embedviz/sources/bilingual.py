"""Two hundred pairs of words, English and Chinese, for turning one language's vectors onto the other's.

They were written for embedviz and have its license, MIT: of the generated corpora, and of what any vocabulary has.
"""

import csv
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parents[1] / "data" / "pairs" / "english-chinese.tsv"


@cache
def bilingual_pairs() -> tuple[tuple[str, str], ...]:
    """Read the list.

    Returns
    -------
    tuple of (str, str)
        200 pairs: a word in English, and the Chinese word that first comes to mind for it. No word is in two of them.
    """
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return tuple((row["english"], row["chinese"]) for row in csv.DictReader(file, delimiter="\t"))
