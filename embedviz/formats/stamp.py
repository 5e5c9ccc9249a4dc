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
        When it was written, in nanoseconds, as far as the file says so: programs can set it.
    changed : int
        When the system last saw its contents or its name change, in nanoseconds; on Windows when it was made.
    inode : int
        Which file of the disk it is: another one that was put in its place has another number.
    """

    path: str
    size: int
    modified: int
    changed: int = 0
    inode: int = 0

    @property
    def state(self) -> tuple[int, int, int, int]:
        """All but the path: what tells two states of a file apart."""
        return self.size, self.modified, self.changed, self.inode

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
        return cls(os.path.abspath(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

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
