"""Turns stored articles into what people read and type: feeds, pages, the command line."""
