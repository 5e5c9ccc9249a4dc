"""What the Library page draws and says."""
