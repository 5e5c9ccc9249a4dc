"""What a reader of a file took for granted, since the file does not say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from embedviz.i18n import _

Value = str | int


@dataclass(frozen=True)
class Assumption:
    """One thing that a reader decided by itself. ``str`` gives it in the reader's language.

    Parameters
    ----------
    kind : str
        One of the keys of :func:`sentences`. It, and not a sentence, is stored, since the language may change.
    values : mapping of str to str or int
        What the sentence names: a tensor, a column, a file.
    """

    kind: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = sentences().get(self.kind)
        if sentence is None:
            return " ".join([self.kind, *(f"{name}={value}" for name, value in self.values.items())])
        values = dict(self.values)
        if "separator" in values:
            values["separator"] = _separators().get(str(values["separator"]), values["separator"])
        return sentence.format(**values)


def _separators() -> dict[str, str]:
    """Return what separators of columns are called, by themselves or as they are kept."""
    return {
        ",": _("commas"),
        ";": _("semicolons"),
        "|": _("vertical bars"),
        "tab": _("tabs"),
        "space": _("spaces"),
    }


def sentences() -> dict[str, str]:
    """Return what is said of each kind of assumption, in a few words.

    Returns
    -------
    dict of str to str
        By kind; with the names of the assumption's values in braces.
    """
    return {
        "vanished": _("numbers too small for float32, which became 0: {count:,}"),
        "tensor": _("vectors from the tensor {name}, one of {count:,} matrices"),
        "only tensor": _("vectors from the tensor {name}, the only matrix"),
        "member": _("read from the archive: {name}"),
        "word list": _("words from {file}"),
        "dimensions": _("the columns {first} to {last} are the {count:,} dimensions"),
        "vectors as texts": _("vectors read from the text in the column {name}"),
        "base64": _("vectors decoded from base64, as float32"),
        "words in column": _("words from the column {name}"),
        "array": _("vectors from the array {name}, one of {count:,} matrices"),
        "words in array": _("words from the array {name}"),
        "array a word": _("each array is the vector of the word that is its name"),
        "counts": _("the number after each word in the list is its count"),
        "word and context": _("the word's vector and its context vector added, biases left out"),
        "blanks": _("words that contain spaces, judging by what follows them: {count:,}"),
        "rows without a token": _("rows left out because they belong to no token: {count:,}"),
        "tokens without a row": _("tokens left out because they have no row: {count:,}"),
        "byte tokens": _("tokens that are spelled in bytes are shown as text"),
        "columns left out": _("columns that are left out: {names}"),
        "mapping": _("the vector of each token by the tensor mapping"),
        "encoding": _("words read as {name}"),
        "table": _("a table whose columns are separated by {separator}, without a header"),
        "table with header": _("a table whose columns are separated by {separator}; the first row names them"),
        "table, decimal comma": _("a table whose columns are separated by {separator}, with decimal commas"),
        "table with header, decimal comma": _(
            "a table whose columns are separated by {separator}, with decimal commas; the first row names them"
        ),
        "promised": _("the header promises {promised:,} words, the file holds {found:,}"),
        "comments": _("lines left out at the beginning, as comments: {count:,}"),
        "title": _("lines left out above the table: {count:,}, the first is {line}"),
        "footer": _("lines left out at the end, as comments: {count:,}"),
        "minus signs": _("minus signs before numbers, U+2212, are read as -"),
        "carriage returns": _("the lines end in carriage returns alone"),
        "text mode": _(
            "the carriage return before each line feed is left out, in the numbers too: the file was written in "
            "text mode"
        ),
        "sign behind": _("the {sign} after each word is left out: it separates the word from its vector"),
        "blanks around": _("the blanks around each word are left out"),
        "quotes": _("the quotes {sign} around each word are left out"),
        "line numbers": _("the number before each word is its line number and is left out"),
        "perhaps counts": _("the first number of each vector is whole and no other is: it may be a count"),
        "perhaps a list": _("a single whole number follows each word: it may be a count, and the file a list of words"),
        "spaces": _("words with spaces: {count:,}, the first is {word} on line {line}"),
        "blank lines": _("rows after blank lines, which are left out: {count:,}, the first is {word} on line {line}"),
        "marks": _(
            "words whose byte order mark is left out, as at the beginning of the file: {count:,}, the first is {word} "
            "on line {line}; several files may have been joined there"
        ),
        "returns": _("two carriage returns before each line feed are left out"),
        "printed": _("the signs {signs} around the numbers of each line are left out"),
        "blank lines in table": _("blank lines left out"),
        "spaces between numbers": _("the spaces {names} before and between numbers are read as ordinary ones"),
        "column names": _("the first line names the columns"),
        "column numbers": _("the first line numbers the columns"),
        "perhaps transposed": _(
            "the rows are numbered and the columns have names; if these are the words, write the transposed table"
        ),
        "three numbers": _("the three numbers on line 1 are a header, as Deeplearning4j writes it"),
        "numbers in words": _(
            "words that end in a number: {count:,}, the first is {word} on line {line}; otherwise these lines "
            "have one number too many"
        ),
        "numbers as words": _("the first number of each line is its word"),
        "only numbers": _("all words are numbers: they may be row numbers, with the words in a list elsewhere"),
        "list header": _("the first line of the list is a header; words from its column {column}"),
        "padding": _("rows left out at the end, for which the list has no words: {count:,}"),
        "numbered": _("the number beside each word in the list is its row"),
        "numbered otherwise": _("the number beside each word in the list is its row; the list is in another order"),
        "numbered in vain": _(
            "words taken line by line, though the column {name} of the list numbers them in another order"
        ),
        "list count": _("the first line of the list, {found}, is not a word and is left out"),
        "special words": _("{names} come before the words of the list, as in fairseq"),
        "rows without a word": _("rows left out because they belong to no word: {count:,}"),
        "list column": _("words from column {number} of {count} of the list"),
        "weights": _("vectors multiplied by the tensor weights"),
    }
