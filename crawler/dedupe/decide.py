"""What this article is to those that we hold: pure decisions over frozen values.

This module does not know where the known articles come from, nor when pages are asked for again.
"""

from __future__ import annotations

from dataclasses import replace

from crawler.dedupe.fingerprint import comparable, content_hash, files
from crawler.model import NO_TEXT, UNTOLD, Article, Judgement, Known, Moment, Precision, Validators, Verdict

# A page at another address is the same article when it shares this part of the paragraphs, under the same title.
_SHARED = 0.5
FILE = "file"


def decide(article: Article, known: Known | None, validators: Validators = UNTOLD) -> Verdict:
    """Judge one article against the stored one that it is (None when there is none).

    `validators` are those of a file that a row leads to; a page's are not looked at, since its text is.
    """
    if known is None:
        return Verdict(Judgement.NEW, article, content_hash(article))
    article = _with_known_date(article, known)
    digest = content_hash(article)
    if _was_not_read(article, known):
        # A page that shows no text where there was some is more often a template that we cannot read than an
        # article without words; the text that we hold stays.
        return Verdict(Judgement.UNCHANGED, article, known.content_hash, known)
    changes = () if known.content_hash == digest else changed(article, known)
    if article.note == FILE and "attachments" not in changes and replaced(validators, known.validators):
        changes = (*changes, "attachments")
    if known.state == "withdrawn":
        return Verdict(Judgement.RETURNED, article, digest, known, changes)
    if known.url != article.url:
        return Verdict(Judgement.MOVED, article, digest, known, changes)
    return Verdict(Judgement.REVISION if changes else Judgement.UNCHANGED, article, digest, known, changes)


def decide_visit(article: Article, known: Known, there: Known | None, validators: Validators = UNTOLD) -> Verdict:
    """Judge what was found at the address of a known article; `there` is what is stored under the address it led to.

    WITHDRAWN means only that the article was not there this time; `detail` says what was.
    """
    missing = Verdict(Judgement.WITHDRAWN, article, known.content_hash, known)
    if there is not None and there.id != known.id:
        return replace(missing, detail=f"its address leads to another article: {there.url}")
    if article.url != known.url and not same_article(article, known):
        return replace(missing, detail=f"its address leads to another page: {article.url}")
    return decide(article, known, validators)


def changed(article: Article, known: Known) -> tuple[str, ...]:
    """Which of title, date, body and attachments a reader would find changed."""
    out = []
    if comparable(article.title) != comparable(known.title):
        out.append("title")
    if _day_changed(article.published.day if article.published else "", known.published[:10]):
        out.append("date")
    if comparable(article.body_text) != comparable(known.body_text):
        out.append("body")
    if files(a.title for a in article.attachments) != files(known.attachments):
        out.append("attachments")
    return tuple(out)


def replaced(now: Validators, before: Validators) -> bool:
    """Whether a file is another one: its length differs, or both its ETag and its Last-Modified do.

    Servers behind one name often disagree about the ETag of the same file, so that alone tells nothing.
    """
    if now.length is not None and before.length is not None and now.length != before.length:
        return True
    both = (now.etag and before.etag, now.last_modified and before.last_modified)
    return all(both) and now.etag != before.etag and now.last_modified != before.last_modified


def same_article(article: Article, known: Known) -> bool:
    """Whether a page found at another address is the article that we hold: the same text, or its title and half of it."""
    ours, theirs = comparable(known.body_text), comparable(article.body_text)
    if ours and ours == theirs:
        return True
    if comparable(article.title) != comparable(known.title):
        return False
    if not ours or not theirs:
        return not ours and not theirs and files(a.title for a in article.attachments) == files(known.attachments)
    before = {comparable(p) for p in known.body_text.split("\n")} - {""}
    after = {comparable(p) for p in article.body_text.split("\n")} - {""}
    return len(before & after) >= _SHARED * max(len(before), len(after))


def _was_not_read(article: Article, known: Known) -> bool:
    return bool(known.body_text.strip()) and not article.body_text.strip() and article.note in ("", NO_TEXT)


def _with_known_date(article: Article, known: Known) -> Article:
    """A date that is not found any more is kept: it was found once."""
    if article.published is not None or not known.published:
        return article
    value = known.published
    precision = Precision.MINUTE if "T" in value else Precision.MONTH if len(value) == 7 else Precision.DAY
    return replace(article, published=Moment(value, precision))


def _day_changed(now: str, before: str) -> bool:
    """A day found for a known month, or a month for a known day, tells the same less exactly."""
    return not (now.startswith(before) or before.startswith(now)) or (not before and bool(now))
