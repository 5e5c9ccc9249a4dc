"""Words and vectors a line as programs print them: each vector in brackets, or its numbers between commas.

``the [0.1, 0.2]``, ``"the": [0.1, 0.2],``, ``the={0.1, 0.2}``, ``the:0.1,0.2`` is what is printed of a list, a map or
an array by Python, Java, Go or Rust. Between separators it is a table, which is read as one.
"""

from dataclasses import dataclass

from embedviz.formats.recognize import CONTROL, NUMBER, start_of_text, whole_lines

LINES, FEWEST = 50, 2
OPENING = {b"]": b"[", b")": b"(", b"}": b"{"}
SIGNS = (b":", b"=")


@dataclass(frozen=True)
class Printed:
    """How the lines of a text are printed.

    Parameters
    ----------
    opening : bytes
        The bracket before each vector; empty where commas alone stand between its numbers.
    sign : bytes
        What stands behind each word; may be empty.
    """

    opening: bytes
    sign: bytes

    def __str__(self) -> str:
        closing = next((sign.decode() for sign, opening in OPENING.items() if opening == self.opening), "")
        return f"{self.sign.decode()} {self.opening.decode()}{closing or ','}".strip()

    def rewritten(self, line: bytes) -> bytes:
        """Return a line with blanks alone between its word and its numbers; one that is printed otherwise as it is."""
        found = _taken_apart(line)
        if found is None or found[0] != self.opening or not found[1].endswith(self.sign):
            return line
        _opening, word, numbers = found
        return b" ".join([word.removesuffix(self.sign).rstrip(b" \t"), *numbers])


def find_printed(head: bytes) -> Printed | None:
    """Find how the lines of a text are printed.

    Parameters
    ----------
    head : bytes
        The first 65,536 bytes, or all.

    Returns
    -------
    Printed or None
        None if the lines are no words and such vectors of one length.
    """
    if CONTROL.search(head):
        return None
    lines = whole_lines(head[start_of_text(head) :])[:LINES]
    taken = [_taken_apart(line) for line in lines]
    found = [each for each in taken if each is not None]
    if len(found) < max(FEWEST, len(lines)) or len({(opening, len(numbers)) for opening, _word, numbers in found}) != 1:
        return None
    sign = next((sign for sign in SIGNS if all(word.endswith(sign) for _opening, word, _numbers in found)), b"")
    return Printed(found[0][0], sign)


def _taken_apart(line: bytes) -> tuple[bytes, bytes, list[bytes]] | None:
    """Return the bracket of a line, what stands before that, and the numbers; None if it has no such parts."""
    text = line.rstrip(b" \t\r,;")
    opening = OPENING.get(text[-1:], b"")
    if opening:
        before, _bracket, inside = text[:-1].rpartition(opening)
    else:
        at = max(map(text.rfind, SIGNS)) + 1
        before, inside = text[:at], text[at:]
        if b"," not in inside or b"." not in inside:  # of "the:0,5" the comma may be that of a fraction
            return None
    numbers = [each.strip() for each in inside.split(b",")] if b"," in inside else inside.split()
    word = before.rstrip(b" \t")
    return (opening, word, numbers) if word and numbers and all(map(NUMBER.fullmatch, numbers)) else None
