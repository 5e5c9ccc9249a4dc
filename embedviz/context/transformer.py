"""Any transformer encoder of Hugging Face, by its name or from a folder; an optional extra."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from embedviz.context.encoder import LONGEST_SENTENCE, Sentences
from embedviz.errors import EmbedvizError, MissingExtraError
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback

REQUIREMENT = 'transformers>=5" "torch>=2.6'
BATCH = 16


class Transformer:
    """A transformer encoder: a vector for each word in each layer.

    Parameters
    ----------
    model : str or Path
        A name on the hub, or a folder with ``config.json``, ``tokenizer.json`` and ``model.safetensors``. What the hub
        has is fetched once, by transformers, into its own cache.

    Raises
    ------
    MissingExtraError
        If transformers or torch is not installed.
    EmbedvizError
        If the model cannot be had, or its tokenizer does not say which piece belongs to which word.

    Notes
    -----
    A word's vector is the mean of its pieces' vectors. Weights are read from safetensors only, and no code that comes
    with a model is run: a pickle or a script from the hub could do anything on this machine.

    References
    ----------
    J. Devlin, M.-W. Chang, K. Lee and K. Toutanova, BERT: pre-training of deep bidirectional transformers for language
    understanding, NAACL 2019.
    """

    def __init__(self, model: str | Path) -> None:
        try:
            import torch
            import transformers
        except ImportError as error:
            raise MissingExtraError(_("a transformer"), REQUIREMENT) from error
        self._torch = torch
        self._name = Path(model).name if isinstance(model, Path) else model
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(str(model), trust_remote_code=False)
            self._model = transformers.AutoModel.from_pretrained(
                str(model), trust_remote_code=False, use_safetensors=True
            ).eval()
        except (OSError, ValueError, RuntimeError, ImportError, KeyError) as error:
            raise EmbedvizError(
                _(
                    "the model {name!r} could not be opened ({reason}); expected a name that the hub has, reachable or "
                    "fetched before, or a folder with config.json, tokenizer.json and model.safetensors"
                ).format(name=self._name, reason=str(error).splitlines()[0] if str(error) else type(error).__name__)
            ) from error
        if not self._tokenizer.is_fast:
            raise EmbedvizError(
                _(
                    "the tokenizer of {name!r} does not tell which piece belongs to which word; expected a fast one"
                ).format(name=self._name)
            )

    @property
    def id(self) -> str:
        """Names these very weights."""
        return f"transformer/{self._model.name_or_path}"

    @property
    def title(self) -> str:
        """Its name for a reader."""
        return self._name

    @property
    def layers(self) -> tuple[str, ...]:
        """Ids of its layers: "layer-0" for the embeddings, then one a block."""
        return tuple(f"layer-{i}" for i in range(self._model.config.num_hidden_layers + 1))

    def encode(self, sentences: Sentences, *, progress: ProgressCallback | None = None) -> list[np.ndarray]:
        """Encode sentences, see :meth:`embedviz.context.encoder.Encoder.encode`.

        A word beyond the pieces that the model can read, and one without a piece, has a vector of zeros.
        """
        cut = [list(sentence[:LONGEST_SENTENCE]) for sentence in sentences]
        order = np.argsort([len(sentence) for sentence in cut], kind="stable")
        encoded: list[np.ndarray] = [np.empty(0, np.float32)] * len(cut)
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH].tolist()
            for row, vectors in zip(rows, self._batch([cut[row] for row in rows]), strict=True):
                encoded[row] = vectors
            if progress is not None:
                progress(Progress(_("Encoding sentences"), min(start + BATCH, len(cut)), len(cut)))
        return encoded

    def _batch(self, sentences: Sequence[list[str]]) -> list[np.ndarray]:
        pieces: Any = self._tokenizer(
            [sentence or [""] for sentence in sentences],
            is_split_into_words=True,
            truncation=True,
            max_length=self._longest,
            padding=True,
            return_tensors="pt",
        )
        with self._torch.inference_mode():
            states = self._model(**pieces, output_hidden_states=True).hidden_states
        stacked = self._torch.stack(states).float().numpy()
        return [_pooled(stacked[:, row], pieces.word_ids(row), len(sentence)) for row, sentence in enumerate(sentences)]

    @property
    def _longest(self) -> int:
        """The pieces that the model can read; tokenizers that do not know write an enormous number."""
        positions = getattr(self._model.config, "max_position_embeddings", LONGEST_SENTENCE)
        return int(min(self._tokenizer.model_max_length, positions, 2 * LONGEST_SENTENCE))


def _pooled(states: np.ndarray, word_ids: Sequence[int | None], words: int) -> np.ndarray:
    """Return the mean of each word's pieces: states (l, p, d) to (l, words, d)."""
    share = np.zeros((words, states.shape[1]), dtype=np.float32)
    for piece, word in enumerate(word_ids):
        if word is not None and word < words:
            share[word, piece] = 1
    share /= np.maximum(share.sum(axis=1, keepdims=True), 1)
    return share @ states
