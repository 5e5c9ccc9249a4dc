"""What the Word2vec page draws and says."""
