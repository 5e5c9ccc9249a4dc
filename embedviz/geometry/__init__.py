"""Neighbors, analogies and projections."""
