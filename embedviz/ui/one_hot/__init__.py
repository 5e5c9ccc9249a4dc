"""What the One-hot page draws and says."""
