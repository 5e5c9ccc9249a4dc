"""The numbers of a biLM: the file ``weights.hdf5`` of bilm-tf."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from embedviz.context.options import MARKERS, CharCnnOptions, ElmoOptions, StaticOptions, read_options
from embedviz.errors import FileError, reason
from embedviz.extras import needs
from embedviz.formats.files import printable
from embedviz.formats.matrix import shown
from embedviz.formats.rows import MAX_WORDS
from embedviz.formats.wordlist import WordList
from embedviz.i18n import _, listed
from embedviz.units import size

DIRECTIONS = 2
CHARACTERS = 261
"""The 256 bytes, and what marks where sentences and words begin and end and what fills them up."""

MAX_BYTES = 4_000_000_000
NO_TERM = "!!!MAXTERMID"  # a line of bilm-tf's vocabularies that is no word

Shapes = dict[str, tuple[int, ...]]
"""Of datasets, by name."""


@dataclass(frozen=True, eq=False)
class LstmWeights:
    """One layer in one direction. The names are those of the file.

    Parameters
    ----------
    W_0 : ndarray (2w, 4c) float32
        Rows for the input, then for the output before; columns for the input gate, the candidate, the forget gate and
        the output gate.
    B : ndarray (4c,) float32
        In the same order. The 1 that is added for the forget gate is not in it.
    W_P_0 : ndarray (c, w) float32 or None
        The projection; None if there is none, and c = w.
    """

    W_0: np.ndarray = field(repr=False)
    B: np.ndarray = field(repr=False)
    W_P_0: np.ndarray | None = field(repr=False)


@dataclass(frozen=True, eq=False)
class ElmoWeights:
    """All that a biLM computes with.

    Parameters
    ----------
    options : ElmoOptions
        Its shape.
    lstm : tuple of 2 tuple of LstmWeights
        By direction, forward first, and layer.
    tokens : mapping of str to ndarray float32
        What gives tokens their vectors, by the names in the file.
    vocabulary : tuple of str
        The words of the rows of ``tokens["embedding"]``; empty if there is no such table.
    """

    options: ElmoOptions
    lstm: tuple[tuple[LstmWeights, ...], ...] = field(repr=False)
    tokens: Mapping[str, np.ndarray] = field(repr=False)
    vocabulary: tuple[str, ...] = field(repr=False)


def read_weights(
    options_file: Path,
    weight_file: Path,
    vocabulary_file: Path | None = None,
    embedding_file: Path | None = None,
) -> ElmoWeights:
    """Read a biLM.

    Parameters
    ----------
    options_file, weight_file : Path
        ``options.json`` and ``weights.hdf5``.
    vocabulary_file, embedding_file : Path, optional
        Words, one a line, and an HDF5 file whose dataset "embedding" has a row for each: instead of a character CNN.

    Returns
    -------
    ElmoWeights

    Raises
    ------
    FileError
        If a file cannot be read or is not what the options say; it names the dataset, what was found and what was
        expected.

    References
    ----------
    M. E. Peters, M. Neumann, M. Iyyer, M. Gardner, C. Clark, K. Lee and L. Zettlemoyer, Deep contextualized word
    representations, NAACL 2018.
    """
    options = read_options(options_file)
    vocabulary: tuple[str, ...] = ()
    tokens: dict[str, np.ndarray] = {}
    shapes: Shapes = {}
    if vocabulary_file is not None and embedding_file is not None:
        vocabulary = _vocabulary(vocabulary_file)
        tokens = read_datasets(embedding_file, {"embedding": (len(vocabulary), options.width)})
    elif options.char_cnn is not None:
        shapes = char_cnn_shapes(options.char_cnn, options.width)
    elif options.static is not None:
        shapes = static_shapes(options.static, options.width)
    else:
        raise FileError(
            printable(options_file.name),
            _('no "char_cnn" and no "static"; expected one, or else a file of vocabulary and one of embeddings'),
        )
    read = read_datasets(weight_file, shapes | lstm_shapes(options))
    return ElmoWeights(options, _lstm(options, read), tokens or {name: read[name] for name in shapes}, vocabulary)


def random_lstm(options: ElmoOptions, *, seed: int) -> tuple[tuple[LstmWeights, ...], ...]:
    """Draw the weights of LSTMs that have learned nothing.

    Parameters
    ----------
    options : ElmoOptions
        Of the biLM.
    seed : int
        Of the draw.

    Returns
    -------
    tuple of 2 tuple of LstmWeights
        Matrices within the bounds of Glorot and Bengio 2010, eq. 16, and biases of zero.
    """
    rng = np.random.default_rng(seed)
    drawn = {
        name: math.sqrt(6 / sum(shape)) * rng.uniform(-1, 1, shape).astype(np.float32)
        if len(shape) > 1
        else np.zeros(shape, np.float32)
        for name, shape in lstm_shapes(options).items()
    }
    return _lstm(options, drawn)


def lstm_shapes(options: ElmoOptions) -> Shapes:
    """Return the datasets of the LSTMs.

    Parameters
    ----------
    options : ElmoOptions
        Of the biLM.

    Returns
    -------
    dict of str to tuple of int
    """
    c, w = options.cells, options.width
    shapes: Shapes = {}
    for cells in _cells(options):
        for cell in cells:
            shapes |= {f"{cell}W_0": (2 * w, 4 * c), f"{cell}B": (4 * c,)}
            if w < c:
                shapes[f"{cell}W_P_0"] = (c, w)
    return shapes


def char_cnn_shapes(options: CharCnnOptions, width: int) -> Shapes:
    """Return the datasets of a character CNN.

    Parameters
    ----------
    options : CharCnnOptions
        Of the CNN.
    width : int
        w, numbers in a token's vector. There is no projection if there are as many filters.

    Returns
    -------
    dict of str to tuple of int
    """
    n = options.n_filters
    shapes: Shapes = {"char_embed": (CHARACTERS, options.embedding_dim)}
    for i, (wide, number) in enumerate(options.filters):
        shapes |= {f"CNN/W_cnn_{i}": (1, wide, options.embedding_dim, number), f"CNN/b_cnn_{i}": (number,)}
    for i in range(options.n_highway):
        for gate in ("carry", "transform"):
            shapes |= {f"CNN_high_{i}/W_{gate}": (n, n), f"CNN_high_{i}/b_{gate}": (n,)}
    if n != width:
        shapes |= {"CNN_proj/W_proj": (n, width), "CNN_proj/b_proj": (width,)}
    return shapes


def static_shapes(options: StaticOptions, width: int) -> Shapes:
    """Return the datasets that turn static vectors into tokens' vectors.

    Parameters
    ----------
    options : StaticOptions
        Of the source.
    width : int
        w, numbers in a token's vector.

    Returns
    -------
    dict of str to tuple of int
    """
    return {"static/W_proj": (options.n_dimensions, width), "static/special": (len(MARKERS), width)}


def read_datasets(path: Path, shapes: Shapes) -> dict[str, np.ndarray]:
    """Read some datasets of an HDF5 file.

    Parameters
    ----------
    path : Path
        The file.
    shapes : dict of str to tuple of int
        Names and expected shapes.

    Returns
    -------
    dict of str to ndarray float32

    Raises
    ------
    FileError
        If it is no HDF5 file or damaged, if a dataset is missing, has another shape, or holds anything but finite
        floating-point numbers, or if they are more than 4 GB in all.
    """
    with needs("app", _("a biLM")):
        import h5py

    file = printable(path.name)
    total = sum(4 * math.prod(shape) for shape in shapes.values())
    if total > MAX_BYTES:
        raise FileError(
            file,
            _("the options ask for {found} of weights; expected at most {most}").format(
                found=size(total), most=size(MAX_BYTES)
            ),
        )
    try:
        with h5py.File(path, "r") as datasets:
            return {name: _numbers(file, datasets, name, shape) for name, shape in shapes.items()}
    except FileError:
        raise
    except (OSError, RuntimeError, ValueError, KeyError, TypeError) as error:  # HDF5's own errors come as any of these
        raise FileError(
            file,
            _("it cannot be read as an HDF5 file ({reason}); expected the weights of a biLM").format(
                reason=reason(error)
            ),
        ) from error


def _numbers(file: str, datasets: Any, name: str, expected: tuple[int, ...]) -> np.ndarray:
    import h5py

    dataset = datasets.get(name)
    if not isinstance(dataset, h5py.Dataset):
        raise FileError(
            file, _("no dataset {name}; expected one of shape {shape}").format(name=name, shape=shown(expected))
        )
    if dataset.shape != expected:
        raise FileError(
            file,
            _("the dataset {name} has the shape {found}; expected {expected}").format(
                name=name, found=shown(dataset.shape or ()), expected=shown(expected)
            ),
        )
    if dataset.dtype.kind != "f":
        raise FileError(
            file,
            _("the dataset {name} is of type {found}; expected floating-point numbers").format(
                name=name, found=dataset.dtype
            ),
        )
    numbers: np.ndarray = dataset.astype(np.float32)[...]
    if not np.isfinite(numbers).all():
        raise FileError(file, _("the dataset {name} holds NaN or infinity; expected finite numbers").format(name=name))
    return numbers


def _vocabulary(path: Path) -> tuple[str, ...]:
    with WordList(path) as words:
        named = tuple(word.strip() for word in words.take(MAX_WORDS)[0])
    known = tuple(word for word in named if word != NO_TERM)
    for marker in MARKERS:
        if marker not in known:
            raise FileError(
                printable(path.name),
                _("its {words:,} words are without {marker}; expected {markers} among them").format(
                    words=len(known), marker=marker, markers=listed(MARKERS)
                ),
            )
    return known


def _lstm(options: ElmoOptions, datasets: Mapping[str, np.ndarray]) -> tuple[tuple[LstmWeights, ...], ...]:
    return tuple(
        tuple(LstmWeights(datasets[f"{cell}W_0"], datasets[f"{cell}B"], datasets.get(f"{cell}W_P_0")) for cell in cells)
        for cells in _cells(options)
    )


def _cells(options: ElmoOptions) -> Iterator[list[str]]:
    """Yield where the datasets of each layer stand, a list a direction."""
    for direction in range(DIRECTIONS):
        cells = f"RNN_{direction}/RNN/MultiRNNCell/Cell"
        yield [f"{cells}{layer}/LSTMCell/" for layer in range(options.n_layers)]
