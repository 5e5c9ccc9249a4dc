"""Where embedviz keeps what it needs on disk."""

import os
import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from platformdirs import user_cache_path

VARIABLE = "EMBEDVIZ_CACHE"


def cache_folder() -> Path:
    """Return the folder for what embedviz keeps: the environment variable EMBEDVIZ_CACHE, or the user's cache.

    Returns
    -------
    Path
        It need not exist yet.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(os.path.abspath(os.path.expanduser(chosen)))
    return user_cache_path("embedviz", appauthor=False, opinion=False)


def scratch_file() -> BinaryIO:
    """Open a file for what is needed only while another is read: nameless, so that it goes with the process.

    Returns
    -------
    BinaryIO
        In the folder of the cache, since the one for temporary files is often memory.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return cast("BinaryIO", tempfile.TemporaryFile(dir=folder, prefix=".tmp-"))
