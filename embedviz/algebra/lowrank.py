"""The best approximation of an embedding by a matrix of low rank."""

from embedviz.algebra.spectrum import Spectrum
from embedviz.arrays import row_blocks
from embedviz.embedding import Embedding
from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.scaling import collected
from embedviz.vectors import as_embedding


def low_rank(embedding: Embedding, spectrum: Spectrum, *, k: int, words: int | None = None) -> Embedding:
    """Keep the k leading singular directions of an embedding.

    Parameters
    ----------
    embedding : Embedding
        m words in n dimensions.
    spectrum : Spectrum
        Of that embedding, not centered.
    k : int
        From 1 to min(m, n).
    words : int, optional
        How many of the most frequent words to return, of the approximation of all; m unless given.

    Returns
    -------
    Embedding
        m words in k dimensions: the rows of X·Vₖ. They are the rows of the best rank-k approximation X·Vₖ·Vₖᵀ
        (Eckart and Young 1936) in the basis Vₖ, so all its products, distances and neighbors are theirs.

    Raises
    ------
    EmbedvizError
        If k is out of range or the spectrum is of another matrix.
    """
    embedding = as_embedding(embedding)
    if spectrum.shape != embedding.shape or spectrum.mean is not None:
        raise EmbedvizError(
            _("a spectrum of shape {found}; expected the uncentered one of shape {expected}").format(
                found=spectrum.shape, expected=embedding.shape
            )
        )
    if not 1 <= k <= len(spectrum.singular_values):
        raise EmbedvizError(_("rank {k}; expected 1 to {most}").format(k=k, most=len(spectrum.singular_values)))
    basis = spectrum.right_vectors[:k].T
    shown = embedding if words is None else embedding.top(words)
    coordinates = collected(
        (len(shown), k), lambda: ((rows, block @ basis) for rows, block in row_blocks(shown.vectors))
    )
    coordinates.setflags(write=False)
    # Not the id of the words shown: the approximation of all of them has other numbers than one of these alone.
    id = f"{embedding.id}/rank-{k}" + ("" if len(shown) == len(embedding) else f"/top-{len(shown)}")
    return Embedding(id, shown.words, coordinates, note=embedding.note, by_frequency=embedding.by_frequency)
