"""What the Claims page draws and says."""
