"""How well an embedding agrees with people: word similarity and analogies."""
