"""Any transformer encoder of Hugging Face, by its name or from a folder; an optional extra."""

import os
import threading
from collections.abc import Iterator, Sequence
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import Any

import numpy as np

from embedviz.context.encoder import LONGEST_SENTENCE, Sentences, first_tokens
from embedviz.context.hub import CONFIG, TOKENIZER, WEIGHTS, fetched
from embedviz.errors import Cancelled, EmbedvizError, reason
from embedviz.extras import needs
from embedviz.formats.files import printable
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback

LONGEST_IN_PIECES = 2 * LONGEST_SENTENCE
PIECES_AT_ONCE = 4096


class Transformer:
    """A transformer encoder: a vector for each word in each layer.

    Threads may share one.

    Parameters
    ----------
    model : str or Path
        A folder with ``config.json``, ``tokenizer.json`` and ``model.safetensors``, or a name on the hub. What the hub
        has is fetched once, into the cache of Hugging Face's own libraries.
    progress : callable, optional
        Hears how much of it is fetched, in bytes; what it raises ends that.

    Raises
    ------
    MissingExtraError
        If transformers or torch is not installed.
    EmbedvizError
        If the model cannot be had, its file lacks weights, its tokenizer does not say which piece belongs to which
        word, or it is none that gives each piece a vector in each layer.

    Notes
    -----
    A word's vector is the mean of its pieces' vectors. Of an encoder with a decoder, the encoder is taken.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee and K. Toutanova, BERT: pre-training of deep bidirectional transformers for language
    understanding, NAACL 2019.
    """

    def __init__(self, model: str | Path, *, progress: ProgressCallback | None = None) -> None:
        with needs("transformers", _("a transformer")):
            import torch  # noqa: F401 - transformers can be imported without it
            import transformers
        folder = Path(model).resolve() if os.path.isdir(model) else None
        self.title = folder.name if folder is not None else str(model)
        try:
            folder = folder or fetched(str(model), progress=progress)
            self._tokenizer = _tokenizer(transformers, folder)
            self._model = _model(transformers, folder)
            self._longest = _longest(self._tokenizer, self._model)
            self._lock = threading.Lock()  # neither the tokenizer nor the capture of hidden states is for threads
            layers, _pieces, self._dimensions = self._states(self._tokenizer(["a"])).shape[1:]
        except Cancelled:
            raise
        except Exception as error:  # tokenizers, safetensors and the many models have errors without a common base
            raise EmbedvizError(
                _(
                    "the model {name!r} could not be opened ({reason}); expected a name that the hub has, reachable or "
                    "fetched before, or a folder with config.json, tokenizer.json and model.safetensors"
                ).format(name=self.title, reason=reason(error))
            ) from error
        self.multiplications = sum(each.numel() for each in self._model.parameters())
        self.layers = tuple(f"layer-{i}" for i in range(layers))
        self.id = _id(folder)

    def __repr__(self) -> str:
        return f"Transformer({self.id!r}, {self.title!r})"

    def encode(self, sentences: Sentences, *, progress: ProgressCallback | None = None) -> list[np.ndarray]:
        """Encode sentences, see :meth:`embedviz.context.encoder.Encoder.encode`.

        Layer 0 is the embeddings. A word beyond the pieces that the model can read, and one without a piece, has a
        vector of zeros.

        Raises
        ------
        EmbedvizError
            If the weights are such that the vectors are not finite.
        """
        cut = first_tokens(sentences)
        encoded = [np.zeros((len(self.layers), len(words), self._dimensions), np.float32) for words in cut]
        rows = [row for row, words in enumerate(cut) if words]
        if not rows:
            return encoded
        done = len(cut) - len(rows)
        pieces = self._pieces([cut[row] for row in rows])
        for batch in _batches([len(each) for each in pieces["input_ids"]]):
            states = self._states({name: [numbers[i] for i in batch] for name, numbers in pieces.items()})
            if not np.isfinite(states).all():
                raise EmbedvizError(
                    _("the vectors of {name} are not finite; expected finite ones").format(name=self.title)
                )
            for i, of_pieces in zip(batch, states, strict=True):
                encoded[rows[i]] = _pooled(of_pieces, pieces.word_ids(i), len(cut[rows[i]]))
            done += len(batch)
            if progress is not None:
                progress(Progress(_("Encoding sentences"), done, len(cut)))
        return encoded

    def _pieces(self, sentences: list[list[str]]) -> Any:
        readable = [[printable(word) for word in words] for words in sentences]
        with self._lock:
            return self._tokenizer(readable, is_split_into_words=True, truncation=True, max_length=self._longest)

    def _states(self, pieces: Any) -> np.ndarray:
        """Return the vectors (s, l, p, d) of pieces, of which shorter sentences have further ones at their end."""
        import torch

        with self._lock, torch.inference_mode():
            padded = self._tokenizer.pad(dict(pieces), return_tensors="pt")
            read = self._model(**padded, output_hidden_states=True, return_dict=True)
            states: np.ndarray = torch.stack(read.hidden_states, dim=1).numpy()
        return states


# Nothing that comes with a model may run here, so weights are read from safetensors only, as a pickle can run anything,
# and never is its own code. That a folder is all there is to read from keeps transformers from asking the hub.
def _tokenizer(transformers: Any, folder: Path) -> Any:
    # Without the space before words, RoBERTa's kin would take each for the rest of the word before it.
    settings = {"add_prefix_space": True, "padding_side": "right", "truncation_side": "right"}
    found = transformers.AutoTokenizer.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False, use_fast=True, **settings
    )
    if not found.is_fast:
        raise EmbedvizError(_("its tokenizer does not tell which piece belongs to which word; expected a fast one"))
    if found.pad_token is None:
        found.pad_token = found.eos_token  # what it is does not matter, as no word looks at it
    return found


def _model(transformers: Any, folder: Path) -> Any:
    import torch

    found, told = transformers.AutoModel.from_pretrained(
        str(folder),
        local_files_only=True,
        trust_remote_code=False,
        use_safetensors=True,
        dtype=torch.float32,
        output_loading_info=True,
    )
    # transformers would draw them at random. Of no hidden state does the pooler matter.
    missing = sorted(name for name in told["missing_keys"] if "pooler" not in name)
    if missing:
        raise EmbedvizError(
            _("{count:,} of its weights are not in the file, such as {name}").format(
                count=len(missing), name=missing[0]
            )
        )
    for tensor in (*found.parameters(), *found.buffers()):  # or they stay mapped from a file that somebody may cut
        tensor.data = tensor.data.clone()
    return (found.get_encoder() if found.config.is_encoder_decoder else found).eval()


def _longest(tokenizer: Any, model: Any) -> int:
    """Return the pieces that a model can read; tokenizers that do not know say an enormous number."""
    limits = [LONGEST_IN_PIECES, tokenizer.model_max_length, getattr(model.config, "max_position_embeddings", None)]
    for name, module in model.named_modules():
        if name.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            limits.append(module.num_embeddings - module.padding_idx - 1)  # RoBERTa's kin count from there
    return int(min(limit for limit in limits if limit is not None and limit > 0))


def _id(folder: Path) -> str:
    digest = blake2b(digest_size=8)
    for path in sorted(path for pattern in (CONFIG, TOKENIZER, WEIGHTS) for path in folder.glob(pattern)):
        with path.open("rb") as file:
            digest.update(file_digest(file, "blake2b").digest())
    return f"transformer-{digest.hexdigest()}"


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield which sentences to read at once: such of about one length, and not more than fit into memory."""
    batch: list[int] = []
    for row in np.argsort(lengths, kind="stable").tolist():
        if batch and (len(batch) + 1) * lengths[row] > PIECES_AT_ONCE:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _pooled(states: np.ndarray, word_ids: Sequence[int | None], words: int) -> np.ndarray:
    """Return the mean of each word's pieces: states (l, p, d) to (l, words, d)."""
    share = np.zeros((words, states.shape[1]), dtype=np.float32)
    for piece, word in enumerate(word_ids):
        if word is not None:
            share[word, piece] = 1
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1)
    return share @ states
