"""JSON read value by value, so that a large file is never held as a whole."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from embedviz.errors import FileError
from embedviz.formats.recognize import BYTE_ORDER_MARK
from embedviz.formats.stream import CHUNK, ByteStream
from embedviz.i18n import _

MOST_VALUE = 8 << 20  # characters: 65,536 numbers of 60, and some
MOST_WHOLE = 256 << 20
BLANKS = " \t\r\n"
LONGEST_REASON = 100
_SIGN = re.compile(r"[ \t\r\n]*")
_COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")


class Repeated(dict[str, Any]):
    """An object with a name that occurs twice, of which the first counts; ``items`` gives all there are.

    Parameters
    ----------
    pairs : list of tuple of str and object
        All names with their values.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(reversed(pairs))
        self._pairs = pairs

    def items(self) -> Any:
        """Return names and values as the text has them."""
        return self._pairs


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeated(pairs)


class JsonText:
    """The text of a file of JSON, from its beginning to its end.

    Parameters
    ----------
    stream : ByteStream
        At its beginning, in UTF-8.
    """

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._parser = json.JSONDecoder(object_pairs_hook=_object)
        self._text, self._at, self._ended = "", 0, False
        if stream.head.startswith(BYTE_ORDER_MARK):
            stream.read(len(BYTE_ORDER_MARK))

    def next_sign(self) -> str:
        """Return the next character that is no blank, without taking it; nothing at the end."""
        while True:
            while self._at < len(self._text):
                if self._text[self._at] not in BLANKS:
                    return self._text[self._at]
                self._at += 1
            if not self._more(CHUNK):
                return ""

    def take(self, signs: str) -> str:
        """Return the next character that is no blank, which is one of some."""
        found = self.next_sign()
        if not found or found not in signs:
            raise self._wrong(_("{found!r}, expected {signs}").format(found=found, signs=" ".join(signs)))
        self._at += 1
        return found

    def value(self, most: int = MOST_VALUE) -> Any:
        """Return the next value.

        Parameters
        ----------
        most : int
            How many characters it has at most.

        Raises
        ------
        FileError
            If there is none, or a longer one.
        """
        found, self._at = self._value(most)
        return found

    def first_value(self) -> tuple[Any, bool] | None:
        """Return the next value without taking it, and whether anything follows; None if it is a long one."""
        try:
            found, end = self._value(MOST_VALUE)
        except FileError:
            if self._ended or len(self._text) - self._at < MOST_VALUE:
                raise
            return None
        while not (rest := self._text[end : end + CHUNK].strip(BLANKS)) and self._more(CHUNK):
            pass
        return found, bool(rest)

    def members(self) -> Iterator[tuple[str, Any]]:
        """Yield the names and values of an object."""
        self.take("{")
        if self.next_sign() == "}":
            return
        mark = ","
        while mark == ",":
            self.next_sign()
            name = self.value()
            if not isinstance(name, str):
                raise self._wrong(_("a name that is not text"))
            self.take(":")
            self.next_sign()
            yield name, self.value()
            mark = self.take(",}")
        self.require_end()

    def peek_member(self) -> tuple[str, Any] | None:
        """Return the first name and value of a long object without taking them; None if the value is too long."""
        try:
            start = _SIGN.match(self._text, self._at + 1)
            name, end = self._parser.raw_decode(self._text, self._at + 1 if start is None else start.end())
            colon = _COLON.match(self._text, end)
            if colon is None:
                return None
            value, _end = self._parser.raw_decode(self._text, colon.end())
        except (ValueError, RecursionError):
            return None
        return str(name), value

    def items(self) -> Iterator[Any]:
        """Yield the values of a list."""
        self.take("[")
        if self.next_sign() == "]":
            return
        mark = ","
        while mark == ",":
            self.next_sign()
            yield self.value()
            mark = self.take(",]")
        self.require_end()

    def values(self) -> Iterator[Any]:
        """Yield values that follow each other, as one a line, whether a comma is behind each or not."""
        while self.next_sign():
            yield self.value()
            if self.next_sign() == ",":
                self._at += 1

    def require_end(self) -> None:
        """Refuse what follows the end."""
        if self.next_sign():
            raise self._wrong(_("more after its end"))

    def _value(self, most: int) -> tuple[Any, int]:
        while True:
            try:
                self.next_sign()
                found, end = self._parser.raw_decode(self._text, self._at)
                # A number that ends where the text does may go on.
                if end < len(self._text) or self._ended or self._text[end - 1] in '"]}':
                    return found, end
            except FileError:
                raise
            except RecursionError as error:
                raise self._wrong(_("lists nested without end")) from error
            except ValueError as error:
                if self._ended or len(self._text) - self._at >= most:
                    raise self._wrong(str(error)) from error
            self._more(max(CHUNK, len(self._text) - self._at))

    def _more(self, count: int) -> bool:
        """Read on; return whether there was more."""
        if self._ended:
            return False
        data = self._stream.read(count)
        self._ended = not data
        try:
            piece = self._decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            raise self._wrong(_("bytes that are not UTF-8")) from error
        self._text, self._at = self._text[self._at :] + piece, 0
        return bool(data)

    def _wrong(self, reason: str) -> FileError:
        where = _("before byte {byte:,}").format(byte=self._stream.offset)
        return FileError(
            self._stream.name, _("it is not JSON ({reason})").format(reason=reason[:LONGEST_REASON]), where
        )
