"""What this article is to those that we hold: pure decisions over frozen values.

This module does not know where the known articles come from.
"""

from __future__ import annotations

from crawler.dedupe.fingerprint import content_hash
from crawler.model import Article, Judgement, Known, Verdict
from crawler.normalise.text import fold


def decide(article: Article, known: Known | None) -> Verdict:
    """Judge one article against the stored one of the same address (None when there is none)."""
    digest = content_hash(article)
    if known is None:
        return Verdict(Judgement.NEW, article, digest)
    if known.content_hash == digest:
        kind = Judgement.RETURNED if known.state == "withdrawn" else Judgement.UNCHANGED
        return Verdict(kind, article, digest, known)
    changes = changed(article, known)
    if known.state == "withdrawn":
        return Verdict(Judgement.RETURNED, article, digest, known, changes)
    return Verdict(Judgement.REVISION if changes else Judgement.UNCHANGED, article, digest, known, changes)


def changed(article: Article, known: Known) -> tuple[str, ...]:
    """Which of title, date, body and attachments a reader would find changed."""
    out = []
    if fold(article.title) != fold(known.title):
        out.append("title")
    if (article.published.day if article.published else "") != known.published[:10]:
        out.append("date")
    if fold(article.body_text) != fold(known.body_text):
        out.append("body")
    if sorted(fold(a.title) for a in article.attachments) != sorted(map(fold, known.attachments)):
        out.append("attachments")
    return tuple(out)
