"""Pages to a profile, and a profile mended; pure."""
