"""What the Orthogonality page draws and says."""
