"""What the Compare page draws and says."""
