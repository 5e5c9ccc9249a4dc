"""The JavaScript and CSS that stand beside the modules that use them."""

from pathlib import Path

UI = Path(__file__).parents[1]


def asset(*names: str) -> str:
    """Read asset files as one text.

    A component's script reaches the browser as one module without an address, so it cannot import another: what two
    scripts share is put in front of each.

    Parameters
    ----------
    *names : str
        Paths below ``embedviz/ui``, in order.

    Returns
    -------
    str
        The files' contents, joined by line breaks.
    """
    return "\n".join((UI / name).read_text(encoding="utf-8") for name in names)
