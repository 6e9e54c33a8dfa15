"""Which part of a page is the list; pure."""
