"""What may be wrong with a file of word vectors: the faults that spoil a result without a word of warning."""
