"""Matrices that fastText has quantized: of each row the numbers of centroids, of which the row is put together."""

from dataclasses import dataclass

import numpy as np

CENTROIDS = 256  # of each part: its number is one byte


@dataclass(frozen=True)
class Quantizer:
    """The centroids of each part of a vector.

    Parameters
    ----------
    centroids : ndarray (256 n,) float32
        Of one part after the other: 256 rows of ``of_one`` numbers, of the last part ``of_last``.
    parts : int
        How many.
    of_one, of_last : int
        Dimensions of a part, and of the last one.

    References
    ----------
    A. Joulin, E. Grave, P. Bojanowski, M. Douze, H. Jégou and T. Mikolov, FastText.zip: Compressing text classification
    models, 2016.
    """

    centroids: np.ndarray
    parts: int
    of_one: int
    of_last: int

    def vectors(self, codes: np.ndarray) -> np.ndarray:
        """Put vectors together.

        Parameters
        ----------
        codes : ndarray (b, parts) uint8
            Numbers of centroids.

        Returns
        -------
        ndarray (b, n) float32
        """
        found = np.empty((len(codes), (self.parts - 1) * self.of_one + self.of_last), np.float32)
        for part in range(self.parts):
            width = self.of_last if part == self.parts - 1 else self.of_one
            begin = part * self.of_one
            table = self.centroids[CENTROIDS * begin : CENTROIDS * (begin + width)].reshape(CENTROIDS, width)
            found[:, begin : begin + width] = table[codes[:, part]]
        return found


@dataclass(frozen=True)
class QuantizedRows:
    """The rows of a quantized matrix, put together when they are asked for.

    Parameters
    ----------
    codes : ndarray (m, parts) uint8
        Of the rows.
    quantizer : Quantizer
        Their centroids.
    norm_codes, norms : ndarray (m,) uint8 and Quantizer, optional
        Of the length of each row, if the rows are directions.
    """

    codes: np.ndarray
    quantizer: Quantizer
    norm_codes: np.ndarray | None = None
    norms: Quantizer | None = None

    def __getitem__(self, rows: slice) -> np.ndarray:
        vectors = self.quantizer.vectors(self.codes[rows])
        if self.norms is not None and self.norm_codes is not None:
            with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is refused by whoever stores it
                vectors *= self.norms.vectors(self.norm_codes[rows, None])
        return vectors
