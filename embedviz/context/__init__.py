"""Vectors of words in their context: encoders, and what they make of a word with many senses."""
