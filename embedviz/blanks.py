"""Blanks where a Chinese message is filled in: between Chinese and other letters, and nowhere else."""

import re
from functools import lru_cache
from string import Formatter

_CHARACTER = r"\u3400-\u9fff"
_WIDE = rf"[{_CHARACTER}\u3001-\u301f\uff01-\uff5e]"
"""Chinese characters and their marks, which are as wide and bring their own room."""
_BLANK_AFTER = re.compile(rf"(?<={_WIDE}) (?={_WIDE})")
_NO_BLANK = re.compile(rf"(?<=[A-Za-z0-9])(?=[{_CHARACTER}])|(?<=[{_CHARACTER}])(?=[A-Za-z0-9])")
_FORMATTER = Formatter()
_TERM = r"(?:(?<=\bcos)|(?<=[\d°)‖|²⁰³′}])|(?<=(?<![A-Za-z])[A-Za-zΑ-Ωα-ω])|(?<=[₀-₉ᵀᵢⱼₖᵣ]))"
_NEXT_TERM = r"(?=[\w−+(‖|√{*#Σ…])"
_RELATION = re.compile(rf"{_TERM} ([=≈≤≥<>×±]) {_NEXT_TERM}")
_ONE_MORE_OR_LESS = re.compile(r"(?<=\b[2kmn]) ([−+]) (?=[12kmn]\b(?!\.))")
_BARS = re.compile(r"(?<![\w‖])[‖|][^‖|（，。]{3,12}[‖|]|[‖\d] (?=cos\b)")
_FUNCTION = re.compile(r"\b(cos|sin|log|ln|exp|det) (?=[A-Za-zα-ω\d{])")
_LAYER = re.compile(r"第 (\{[^{}]*\}|\d+) 层")
_SIZE = re.compile(r"(?<=\d) (?=[kMGTP]?B$)")


@lru_cache(maxsize=4096)
def unbroken(message: str) -> str:
    """Return a message whose formulas stay on one line: "n = 50", "m × n", "2 − 2 cos θ"; and "第 2 层".

    Parameters
    ----------
    message : str
        Before its fields are filled in.

    Returns
    -------
    str
        With blanks that do not break. What has formulas in TeX stays as it is: there a blank has its own meaning.
    """
    if "$" in message:
        return message
    message = _BARS.sub(lambda found: found[0].replace(" ", "\u00a0"), message)
    message = _RELATION.sub("\u00a0\\1\u00a0", message)
    message = _ONE_MORE_OR_LESS.sub("\u00a0\\1\u00a0", message)
    message = _LAYER.sub("第\u00a0\\1\u00a0层", message)
    return _FUNCTION.sub("\\1\u00a0", message)


class ChineseMessage(str):
    """A message with fields, whose values may end in either script: a title does, and a number with its unit.

    The translator wrote a blank beside a field, or none, for one of the two. Filled in with the other, "{title} 的" and
    "{title}给出" lose or gain it. Values and the rest of the message stay as they are, but for the blank in "80 MB",
    at which no line ends.
    """

    __slots__ = ()

    def format(self, *args: object, **fields: object) -> str:
        """Return the message with its fields filled in, as :meth:`str.format` does."""
        text = ""
        for literal, field, spec, conversion in _FORMATTER.parse(self):
            text = _joined(text, literal)
            if field is None:
                continue
            value = _FORMATTER.convert_field(_FORMATTER.get_field(field, args, fields)[0], conversion)
            text = _joined(text, _SIZE.sub("\u00a0", format(value, spec or "")))
        return text


def _joined(before: str, after: str) -> str:
    """Return two parts of a message one after the other, with the blank between them that their letters ask for."""
    if not before or not after:
        return before + after
    border = before[-2:] + after[:2]
    at = len(before[-2:])
    if found := next((each for each in _BLANK_AFTER.finditer(border) if each.start() in (at - 1, at)), None):
        border = border[: found.start()] + border[found.end() :]
    elif any(each.start() == at for each in _NO_BLANK.finditer(border)):
        border = f"{border[:at]} {border[at:]}"
    return before[:-2] + border + after[2:]
