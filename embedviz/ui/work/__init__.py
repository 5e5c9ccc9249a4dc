"""What outlasts a rerun: jobs, and results that are kept."""
