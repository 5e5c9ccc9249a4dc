"""Models of the Hugging Face hub, by name: from its cache on this machine, else fetched into it."""

from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.units import size

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer*", "model*.safetensors"
FILES = {
    "allow_patterns": [CONFIG, TOKENIZER, WEIGHTS, "model*.json", "*tokens*.json", "vocab*", "merges.txt", "*.model"],
    "ignore_patterns": ["*/*"],  # the same model again, for other programs
}
PATIENCE = 10  # seconds
MAX_BYTES = 4_000_000_000


def fetched(name: str) -> Path:
    """Return the folder of a model; what an earlier call or another program has fetched is not fetched again.

    Parameters
    ----------
    name : str
        On the hub: an owner and a model.

    Returns
    -------
    Path

    Raises
    ------
    EmbedvizError
        If the weights are not there as safetensors, or are more than 4 GB.
    Exception
        As huggingface_hub has them, if the hub cannot be reached or has no such model.
    """
    hub: Any = import_module("huggingface_hub")  # comes with transformers
    try:
        folder = Path(hub.snapshot_download(name, local_files_only=True, **FILES))
        if all(any(folder.glob(pattern)) for pattern in (CONFIG, TOKENIZER, WEIGHTS)):
            return folder
    except hub.errors.LocalEntryNotFoundError:
        pass
    # Asked here, as snapshot_download waits for a hub that does not answer without an end.
    _require_weights(hub.HfApi().model_info(name, timeout=PATIENCE, files_metadata=True))
    return Path(hub.snapshot_download(name, etag_timeout=PATIENCE, **FILES))


def _require_weights(model: Any) -> None:
    files = [file for file in model.siblings or [] if fnmatch(file.rfilename, WEIGHTS) and "/" not in file.rfilename]
    if not files:
        raise EmbedvizError(_("the hub has no model.safetensors of it"))
    total = sum(file.size or 0 for file in files)
    if total > MAX_BYTES:
        raise EmbedvizError(
            _("its weights are {found}, expected at most {most}").format(found=size(total), most=size(MAX_BYTES))
        )
