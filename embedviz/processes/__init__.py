"""Work in processes of its own, so that it keeps nobody waiting for Python's lock."""
