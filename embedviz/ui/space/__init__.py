"""What the Space page draws and says."""
