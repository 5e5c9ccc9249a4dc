"""Files of word vectors: recognized, read, cached, written."""
