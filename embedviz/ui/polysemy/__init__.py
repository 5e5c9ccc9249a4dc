"""What the Polysemy page draws and says."""
