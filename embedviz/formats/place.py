"""Where embedviz keeps what it needs on disk."""

import os
from pathlib import Path

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
