"""What the scenes of this server draw, kept in memory for browsers to fetch: places, words and colors, as bytes."""

import gzip
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b

from embedviz.ui.work.budget import Budget, budget

KEY_BYTES = 24
NAMES = 1_024
# Words shrink to a third; more effort takes three times as long for a tenth less.
EFFORT = 1


@dataclass(frozen=True)
class Buffer:
    """Bytes as they are sent.

    Parameters
    ----------
    body : bytes
        Compressed or not.
    is_compressed : bool
        By gzip.
    """

    body: bytes
    is_compressed: bool


class Buffers:
    """Buffers within the budget of the process, by keys that say nothing of them and that nobody can guess.

    A key is a digest of the content, made with a secret of this process: equal content has equal keys, so that a
    browser fetches it once, and who was not shown a content cannot find out that somebody was.

    Parameters
    ----------
    within : Budget
        What they are kept in.
    """

    def __init__(self, within: Budget) -> None:
        self._within = within
        self._secret = secrets.token_bytes(32)
        self._named: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, content: bytes, *, compressed: bool = False) -> str:
        """Keep some bytes.

        Parameters
        ----------
        content : bytes
            What the browser is to have.
        compressed : bool
            Whether to compress it for the way.

        Returns
        -------
        str
            The key.
        """
        key = blake2b(content, digest_size=KEY_BYTES, key=self._secret).hexdigest()
        if self.find(key) is None:
            body = gzip.compress(content, EFFORT, mtime=0) if compressed else content
            self._within.keep((self._secret, key), Buffer(body, compressed))
        return key

    def named(self, name: Hashable, make: Callable[[], bytes], *, compressed: bool = False) -> str:
        """Keep bytes that always are the same for a name, and make them only if they are not there.

        Parameters
        ----------
        name : hashable
            Says what they are made of.
        make : callable
            Makes them.
        compressed : bool
            As for :meth:`put`.

        Returns
        -------
        str
            The key.
        """
        with self._lock:
            key = self._named.get(name)
        if key is None or self.find(key) is None:
            key = self.put(make(), compressed=compressed)
            with self._lock:
                self._named[name] = key
                while len(self._named) > NAMES:
                    self._named.popitem(last=False)
        return key

    def find(self, key: str) -> Buffer | None:
        """Return what is kept under a key, which counts as use; None if nothing is.

        Parameters
        ----------
        key : str
            As :meth:`put` returned it.

        Returns
        -------
        Buffer or None
        """
        found: Buffer | None = self._within.find((self._secret, key))[0]
        return found


@cache
def buffers() -> Buffers:
    """Return the buffers of this server: its routes are asked outside of any session.

    Returns
    -------
    Buffers
    """
    return Buffers(budget())
