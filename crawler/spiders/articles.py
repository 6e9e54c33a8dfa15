"""The spider's steps from a row to an article: its page, its further pages, visits to those that are stored.

This module does not know how an article is read, nor how a list is found.
"""

from __future__ import annotations

from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler import answers, revisiting
from crawler.errors import FetchError
from crawler.items import NOTHING, Fetched, RawArticle, Reading
from crawler.model import NO_TEXT, Entry
from crawler.model import Request as Wanted
from crawler.normalise.urls import canonical
from crawler.reading.article import file_article
from crawler.reading.attachments import media_type
from crawler.reading.joining import join_parts
from crawler.running import Run
from crawler.settings import host_of
from crawler.spiders.reading import LEARN_FROM, is_to_learn, learn_and_read, read
from crawler.spiders.steps import MAX_HOPS, Step, Steps, guarded
from crawler.store.runs import Issue
from crawler.store.visits import Visit

MAX_PARTS = 20
MAX_MEASURED = 10


class ArticleSteps(Steps):
    """From rows to articles."""

    def articles(self, run: Run) -> Step:
        """Requests for all entries of a source that are open, those of earlier runs too; once a run."""
        if run.fetching:
            return
        run.fetching = True
        for entry, position in self.crawl.to_fetch(run):
            before = revisiting.elsewhere(self.crawl, run, entry)
            if before is not None:
                yield self.ask(run, Wanted(before.url), self.on_former, entry=(entry, position), before=before)
            else:
                yield self.article(run, entry, position)
        for visit in revisiting.due(self.crawl, run):
            wanted = Wanted(visit.url, "HEAD" if visit.is_file else "GET", headers=revisiting.conditions(visit))
            place = (visit.entry, visit.position)
            yield self.ask(
                run, wanted, self.on_article, entry=place, visit=visit, hops=0, fetched=Fetched(visited=visit.article)
            )

    def article(self, run: Run, entry: Entry, position: int, fetched: Fetched = NOTHING) -> Request:
        """The request for the article of a row."""
        method = "HEAD" if media_type(entry.url) else "GET"
        return self.ask(
            run, Wanted(entry.url, method), self.on_article, entry=(entry, position), hops=0, fetched=fetched
        )

    @guarded
    def on_former(self, response: Response, before: Visit) -> Step:
        """The address of a stored article with the same row as a new one: when it is gone, the new one is its successor."""
        run, (entry, position) = response.meta["run"], response.meta["entry"]
        gone = response.status in (404, 410) or canonical(response.url) == canonical(entry.url)
        gone = gone or answers.is_error_page(response, self.max_bytes)
        yield self.article(run, entry, position, Fetched(successor_of=before.article) if gone else NOTHING)

    @guarded
    def on_article(
        self, response: Response, hops: int, parts: tuple[RawArticle, ...] = (), fetched: Fetched = NOTHING
    ) -> Step:
        """An article page; a file that a row leads to; a forward to either; the next part of an article."""
        run: Run = response.meta["run"]
        visit: Visit | None = response.meta["visit"]
        entry, position = response.meta["entry"]
        if visit and answers.is_unchanged(response):
            if canonical(response.url) == visit.url:
                revisiting.still_there(self.crawl, run, visit)
            else:  # the validators went along a redirect: what is there now has to be seen
                yield self.ask(
                    run, Wanted(response.url), self.on_article, entry=(entry, position), visit=visit, hops=hops, fetched=fetched
                )  # fmt: skip
            return
        as_file = media_type(entry.url) or (visit and visit.is_file)
        if as_file and response.status in (405, 501):
            pass  # no HEAD here: the row is all that is known, as if it had answered
        else:
            self.refuse(response, run)
        if visit is None and canonical(response.url) == canonical(run.source.url):
            raise FetchError(
                "the row leads back to the list", url=response.url, kind="is-list",
                mend="nothing to do, unless all rows do: then see the list in a browser",
            )  # fmt: skip
        told = answers.fetched(response, fetched)
        if answers.is_file(response):
            raw = file_article(entry, response.url, answers.media_type(response), answers.length_of(response))
        else:
            page = answers.page_of(response, self.max_bytes)
            raw = read(self.crawl, run, page, entry)
            if raw.forward and hops < MAX_HOPS and not parts:
                yield self.ask(
                    run, Wanted(raw.forward), self.on_article, entry=(entry, position), visit=visit, hops=hops + 1, fetched=fetched
                )  # fmt: skip
                return
            if raw.next_part and len(parts) < MAX_PARTS and all(raw.next_part != p.url for p in parts):
                yield self.ask(
                    run, Wanted(raw.next_part), self.on_article, entry=(entry, position), visit=visit, hops=0,
                    parts=(*parts, raw), fetched=told,
                )  # fmt: skip
                return
            if parts:
                raw = join_parts((*parts, raw))
            elif visit is None and is_to_learn(run):
                run.waiting.append((page, entry, position, told))
                if len(run.waiting) >= LEARN_FROM:
                    yield from self.settle(run)
                return
        yield from self.hand_on(run, entry, position, raw, told)

    def settle(self, run: Run) -> Step:
        """Read the pages that waited for each other, by what they taught together."""
        for entry, position, raw, fetched in learn_and_read(self.crawl, run):
            yield from self.hand_on(run, entry, position, raw, fetched)

    def hand_on(self, run: Run, entry: Entry, position: int, raw: RawArticle, fetched: Fetched) -> Step:
        """An article that was read goes to the pipelines."""
        run.read += 1
        if not raw.body_text.strip() and raw.note in ("", NO_TEXT):
            run.without_body += 1
            message = "no body found on the page; title, day and link are kept"
            self.crawl.trouble(
                run, Issue("no-body", message, f"`gazette inspect {raw.url}` shows what is there", raw.url)
            )
        yield from self.measure(run, Reading(run.source.name, entry, position, raw, fetched))

    def measure(self, run: Run, reading: Reading, done: int = 0) -> Step:
        """Ask for the size of the next attachment that has none; when none is left, the article goes to the pipelines.

        Only at the first reading, and where the article is served: a visit would ask for the same again and again, and
        another host may have other rules.
        """
        page = reading.article.url
        attachments = () if reading.fetched.visited else reading.article.attachments[:MAX_MEASURED]
        for number, attachment in enumerate(attachments[done:], done):
            here = host_of(attachment.url) == host_of(page) and attachment.url != page
            if here and attachment.length is None:
                yield self.ask(run, Wanted(attachment.url, "HEAD"), self.on_size, reading=reading, number=number)
                return
        self.crawl.hold(run)
        yield reading

    @guarded
    def on_size(self, response: Response, reading: Reading, number: int) -> Step:
        """What the headers tell of an attachment: its length, and its type where the address has none."""
        media = answers.media_type(response)
        told = list(reading.article.attachments)
        # A page in the place of a file is an error, or asks for a name and a password.
        if response.status == 200 and media != "text/html":
            known = told[number]
            told[number] = replace(known, length=answers.length_of(response), type=known.type or media)
        article = replace(reading.article, attachments=tuple(told))
        yield from self.measure(response.meta["run"], replace(reading, article=article), number + 1)
