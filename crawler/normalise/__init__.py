"""Strings to clean values; pure."""
