"""Where vectors come from by name."""

from embedviz.sources.catalogue import DEFAULT_SOURCE, Source, catalogue, open_source

__all__ = ["DEFAULT_SOURCE", "Source", "catalogue", "open_source"]
