"""What the Independence page draws and says."""
