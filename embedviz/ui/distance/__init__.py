"""What the Distance page draws and says."""
