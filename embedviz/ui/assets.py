"""The JavaScript and CSS that stand next to this module."""

from pathlib import Path


def asset(*names: str) -> str:
    """Read asset files as one text.

    A component's script reaches the browser as one module without an address, so it cannot import another: what two
    scripts share is put in front of each.

    Parameters
    ----------
    *names : str
        File names in ``embedviz/ui``, in order.

    Returns
    -------
    str
        The files' contents, joined by line breaks.
    """
    return "\n".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)
