"""What the server's log says of errors whose message is for visitors."""

import logging

from embedviz.errors import EmbedvizError, places


def log_places(error: EmbedvizError) -> None:
    """Log where on this machine an error happened, if that is known.

    Parameters
    ----------
    error : EmbedvizError
        About to be shown.
    """
    found = places(error)
    if found:
        logging.getLogger(__name__).warning("%s (%s)", error, ", ".join(found))
