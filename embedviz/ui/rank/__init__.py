"""What the Rank page draws and says."""
