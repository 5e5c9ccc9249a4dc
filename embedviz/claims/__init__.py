"""The fifteen claims about word vectors that a textbook makes, each decided by a number of the matrix at hand."""
