"""Which files are parts, told by their names alone."""

ENDINGS = (".parquet", ".parq", ".pq")
ARROW = ".arrow"
NO_PARTS = ("cache-", "indices", "tmp")  # of Arrow: what Hugging Face's data sets keep beside their own


def is_part(name: str) -> bool:
    """Tell by its name whether a file is a part.

    Parameters
    ----------
    name : str
        Without its folder.

    Returns
    -------
    bool
        False if it is hidden, or begins with "_" as what Spark writes beside parts does.
    """
    return (
        name.lower().endswith((*ENDINGS, ARROW))
        and name[0] not in "._"
        and not (is_arrow(name) and name.startswith(NO_PARTS))
    )


def is_arrow(name: str) -> bool:
    """Tell by its name whether a file is in Arrow's own layout.

    Parameters
    ----------
    name : str
        Without its folder.

    Returns
    -------
    bool
    """
    return name.lower().endswith(ARROW)
