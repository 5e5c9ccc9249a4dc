"""The encodings that the Polysemy page keeps, made where they keep no page waiting."""

from embedviz.context.elmo import Elmo
from embedviz.context.encoder import Encoder
from embedviz.context.encodings import Encoding, encode_occurrences
from embedviz.processes.calling import are_processes_allowed, call_apart
from embedviz.progress import ProgressCallback
from embedviz.ui.polysemy.examples import Chosen
from embedviz.ui.work.recent import Recent

WORTH_A_PROCESS = 10**10
"""Multiplications that take longer than to start a process for them and to send it the weights."""
_ENCODINGS = Recent()


def encoded(encoder: Encoder, chosen: Chosen, progress: ProgressCallback | None = None) -> Encoding:
    """Return what is kept of a word's sentences, encoded once for all sessions.

    Parameters
    ----------
    encoder : Encoder
        Of l layers in d dimensions.
    chosen : Chosen
        Of k occurrences.
    progress : callable, optional
        As for the encoder.

    Returns
    -------
    Encoding
    """
    found: Encoding = _ENCODINGS.get((encoder.id, chosen.key), lambda: _encode(encoder, chosen, progress))
    return found


def _encode(encoder: Encoder, chosen: Chosen, progress: ProgressCallback | None) -> Encoding:
    what = encoder, chosen.distinct, chosen.rows, chosen.positions
    if are_processes_allowed() and isinstance(encoder, Elmo) and _work(encoder, chosen) > WORTH_A_PROCESS:
        return call_apart(encode_occurrences, *what, progress=progress)
    return encode_occurrences(*what, progress=progress)


def _work(encoder: Encoder, chosen: Chosen) -> int:
    return chosen.n_tokens * encoder.multiplications
