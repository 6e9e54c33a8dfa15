"""A page to a raw article; pure."""
