"""Where vectors come from by name."""

from embedviz.sources.catalogue import DEFAULT_SOURCE, catalogue, open_source

__all__ = ["DEFAULT_SOURCE", "catalogue", "open_source"]
