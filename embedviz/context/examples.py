"""Sentences that ship with embedviz: words of many senses, each sentence labeled with the sense it shows.

They were written for embedviz, are taken from no corpus, and have embedviz's own license, MIT.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from embedviz.i18n import mark

SHIPPED = Path(__file__).parents[1] / "data" / "senses" / "english.tsv"
SHIPPED_CHINESE = SHIPPED.with_name("chinese.tsv")
SENSES = (
    mark("agree"), mark("alphabet"), mark("animal"), mark("baseball"), mark("battery"), mark("biology"), mark("bird"),
    mark("body"), mark("boxing"), mark("car"), mark("celebrity"), mark("chemistry"), mark("chest"), mark("closure"),
    mark("coil"), mark("company"), mark("computer"), mark("dodge"), mark("dossier"), mark("drama"), mark("elephant"),
    mark("emblem"), mark("eye"), mark("factory"), mark("fire"), mark("fish"), mark("fruit"), mark("game"),
    mark("gang"), mark("hand"), mark("ignite"), mark("illumination"), mark("jewelry"), mark("jug"), mark("law"),
    mark("machine"), mark("mail"), mark("meat"), mark("money"), mark("music"), mark("nightlife"), mark("not heavy"),
    mark("phone"), mark("prison"), mark("river"), mark("royalty"), mark("season"), mark("shape"), mark("skin"),
    mark("sky"), mark("society"), mark("sound"), mark("sports"), mark("spy"), mark("stick"), mark("stone"),
    mark("student"), mark("tool"), mark("tree"), mark("vegetation"), mark("water"),
)  # fmt: skip
"""What the shipped English words mean, in a word or two each: pages say these in their own language."""


@dataclass(frozen=True)
class Example:
    """A sentence that holds a word once.

    Parameters
    ----------
    sentence : str
        As edited prose has it, not yet in tokens; in Chinese with a blank between words, as nothing else tells them.
    sense : str
        What the word means in it, in one to three words.
    """

    sentence: str
    sense: str


@cache
def polysemous(language: str = "en") -> dict[str, tuple[Example, ...]]:
    """Read the shipped sentences.

    Parameters
    ----------
    language : {"en", "zh"}
        Of the sentences.

    Returns
    -------
    dict of str to tuple of Example
        By word. A word has two to four senses; the sentences of a sense stand together.
    """
    words: dict[str, list[Example]] = {}
    shipped = SHIPPED_CHINESE if language == "zh" else SHIPPED
    with shipped.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            words.setdefault(row["word"], []).append(Example(row["sentence"], row["sense"]))
    return {word: tuple(examples) for word, examples in words.items()}
