"""Rank, spectrum, dependence: the linear algebra of an embedding matrix."""
