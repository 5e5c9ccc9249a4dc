"""Models of the Hugging Face hub, by name: from its cache on this machine, else fetched into it."""

import io
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

from embedviz.errors import EmbedvizError
from embedviz.i18n import _
from embedviz.progress import Progress, ProgressCallback
from embedviz.units import size

CONFIG, TOKENIZER, WEIGHTS = "config.json", "tokenizer*", "model*.safetensors"
FILES = {
    "allow_patterns": [CONFIG, TOKENIZER, WEIGHTS, "model*.json", "*tokens*.json", "vocab*", "merges.txt", "*.model"],
    "ignore_patterns": ["*/*"],  # the same model again, for other programs
}
PATIENCE = 10  # seconds
MAX_BYTES = 4_000_000_000


def fetched(name: str, *, progress: ProgressCallback | None = None) -> Path:
    """Return the folder of a model; what an earlier call or another program has fetched is not fetched again.

    Parameters
    ----------
    name : str
        On the hub: an owner and a model.
    progress : callable, optional
        Hears how many bytes there are; what it raises ends the fetching.

    Returns
    -------
    Path

    Raises
    ------
    EmbedvizError
        If the weights are not there as safetensors, or all its files are more than 4 GB.
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
    total = _bytes_of(hub.HfApi().model_info(name, timeout=PATIENCE, files_metadata=True))
    bar = _bar(total, progress)
    return Path(hub.snapshot_download(name, etag_timeout=PATIENCE, tqdm_class=bar, **FILES))


def _bytes_of(model: Any) -> int:
    """Return the size of what would be fetched of a model."""
    there = [file for file in model.siblings or [] if "/" not in file.rfilename]
    if not any(fnmatch(file.rfilename, WEIGHTS) for file in there):
        raise EmbedvizError(_("the hub has no model.safetensors for it"))
    wanted = [file for file in there if any(fnmatch(file.rfilename, pattern) for pattern in FILES["allow_patterns"])]
    total = sum(file.size or 0 for file in wanted)
    _require_few(total)
    return total


def _require_few(found: int) -> None:
    if found > MAX_BYTES:
        raise EmbedvizError(
            _("its files are {found}, expected at most {most}").format(found=size(found), most=size(MAX_BYTES))
        )


def _bar(total: int, progress: ProgressCallback | None) -> type:
    """Return what the hub's library takes for a progress bar: it counts, and can end the fetching."""
    tqdm: Any = import_module("tqdm")  # comes with the hub's library
    stage = _("Fetching the model")

    class Bar(tqdm.tqdm):  # type: ignore[misc]  # the library is not there to be typed
        def __init__(self, *arguments: Any, **options: Any) -> None:
            options.pop("name", None)
            super().__init__(*arguments, **{**options, "file": io.StringIO()})

        def update(self, n: float | None = 1) -> bool | None:
            moved: bool | None = super().update(n)
            if self.unit == "B":  # the other bar counts files
                _require_few(int(self.n))  # the hub may have named other sizes than it sends
                if progress is not None:
                    progress(Progress(stage, min(int(self.n), total), max(total, 1)))
            return moved

    return Bar
