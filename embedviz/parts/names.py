"""Which files are parts, told by their names alone."""

ENDINGS = (".parquet", ".parq", ".pq")


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
    return name.lower().endswith(ENDINGS) and name[0] not in "._"
