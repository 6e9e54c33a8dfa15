"""The saved pages of these tests; all names in them are made up."""

from pathlib import Path

from crawler.page import Page, read_page

PAGES = Path(__file__).with_name("pages")


def saved(name: str, url: str) -> Page:
    """A saved page as if it had come from `url`."""
    return read_page((PAGES / name).read_bytes(), url)


def shown(body: str, url: str = "https://board.example/news/", head: str = "") -> Page:
    """A page of this body."""
    return read_page(f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode(), url)
