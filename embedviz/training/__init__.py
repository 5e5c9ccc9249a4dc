"""Word vectors trained from text, watched while they come into being."""
