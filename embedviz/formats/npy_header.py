"""The header of a .npy file: its type, order and shape, and where the numbers begin."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.lib import format as npy

from embedviz.errors import FileError, shortened
from embedviz.formats.matrix import shown
from embedviz.i18n import _

MAGIC = b"\x93NUMPY"


@dataclass(frozen=True)
class ArrayHeader:
    """What a .npy file says of its array.

    Parameters
    ----------
    shape : tuple of int
        Of any length.
    is_fortran : bool
        Whether column follows column.
    dtype : dtype
        Of the numbers or texts.
    start : int
        The place of the first one.
    """

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype
    start: int

    def require_numbers(self, file: str) -> None:
        """Refuse an array of anything else.

        Parameters
        ----------
        file : str
            Its name, for messages.

        Raises
        ------
        FileError
            If it holds no floating-point or whole numbers.
        """
        if self.dtype.hasobject and not self.shape:
            raise FileError(
                file,
                _(
                    "an object, such as a dictionary, which is a pickle and could run any program when opened; "
                    "expected a matrix: save one by numpy.save, and the words in a list beside it"
                ),
            )
        if self.dtype.kind not in "fiu":
            raise FileError(
                file,
                _("an array of {dtype}; expected floating-point or whole numbers").format(
                    dtype=shortened(str(self.dtype))
                ),
            )

    def require_size(self, file: str, found: int) -> None:
        """Refuse a file of another size than its shape needs.

        Parameters
        ----------
        file : str
            Its name, for messages.
        found : int
            Its bytes.

        Raises
        ------
        FileError
            If they are more or fewer.
        """
        expected = self.start + self.dtype.itemsize * int(np.prod(self.shape, dtype=object))
        if found != expected:
            raise FileError(
                file,
                _("{found:,} bytes, expected {expected:,} for an array of shape {shape}").format(
                    found=found, expected=expected, shape=shown(self.shape)
                ),
            )


def read_array_header(head: bytes, file: str) -> ArrayHeader:
    """Read the header.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, at least 65,536 or all.
    file : str
        Its name, for messages.

    Returns
    -------
    ArrayHeader

    Raises
    ------
    FileError
        If it is damaged, or of a version that there is not.
    """
    data = io.BytesIO(head)
    try:
        version = npy.read_magic(data)
        if version not in ((1, 0), (2, 0)):
            raise FileError(
                file, _("a .npy file of version {version}; expected 1.0 or 2.0").format(version=shown(version))
            )
        read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        shape, is_fortran, dtype = read(data)
    except FileError:
        raise
    except Exception as error:  # the header is a Python literal, which can be wrong in any way
        raise FileError(file, _("its .npy header is damaged or cut short")) from error
    return ArrayHeader(shape, is_fortran, dtype, data.tell())
