"""Turns pages of public bodies into stored articles."""
