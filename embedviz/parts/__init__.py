"""Vectors in many files: read range by range where they are, never held as a whole."""
