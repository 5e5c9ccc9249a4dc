"""The packages that only some uses need, and what is said where one is not installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from embedviz.errors import MissingExtraError, reason

Extra = Literal["app", "chinese", "tsne", "umap", "transformers", "train", "remote", "cluster"]
"""As pyproject.toml names them."""


@contextmanager
def needs(extra: Extra, what: str) -> Iterator[None]:
    """Say how to install what the imports in the block need, where they fail.

    Parameters
    ----------
    extra : str
        The extra that brings it.
    what : str
        What needs it, for the message.

    Yields
    ------
    None

    Raises
    ------
    MissingExtraError
        If an import fails.
    """
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(what, install_command(extra), reason(error)) from error


def folder_of(package: str, extra: Extra, what: str) -> Path:
    """Return the folder of an installed package, for what is read from it without importing it.

    Parameters
    ----------
    package : str
        As it is imported.
    extra : str
        The extra that brings it.
    what : str
        What needs it, for the message.

    Returns
    -------
    Path

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise MissingExtraError(what, install_command(extra), f"No module named {package!r}")
    return Path(spec.origin).parent


def install_command(extra: Extra) -> str:
    """Return the command that installs an extra.

    Parameters
    ----------
    extra : str
        Its name.

    Returns
    -------
    str
        Of a checkout that is not installed itself, for its own folder.
    """
    try:
        distribution("embedviz")
    except PackageNotFoundError:
        return f'pip install -e ".[{extra}]"'
    return f'pip install "embedviz[{extra}]"'
