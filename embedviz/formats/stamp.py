"""What tells whether a file has changed since it was read."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileStamp:
    """What tells whether a file has changed.

    Parameters
    ----------
    path : str
        Where it is.
    size : int
        Its bytes.
    modified : int
        When it was written, in nanoseconds.
    """

    path: str
    size: int
    modified: int

    @classmethod
    def of(cls, path: Path) -> "FileStamp":
        """Return the stamp of a file as it is now.

        Parameters
        ----------
        path : Path
            The file; a link stands for what it points to.

        Returns
        -------
        FileStamp

        Raises
        ------
        OSError
            If it is not there.
        """
        found = path.stat()
        return cls(os.path.abspath(path), found.st_size, found.st_mtime_ns)

    def holds(self) -> bool:
        """Tell whether the file is still there and unchanged.

        Returns
        -------
        bool
        """
        try:
            return FileStamp.of(Path(self.path)) == self
        except OSError:
            return False
