"""The command line: words to calls, our errors to one line and an exit status.

Exit status: 0 fine; 1 a fault of ours; 2 usage or configuration; 3 a source is broken; 75 another crawl holds the lock.

This module does not know how anything is done.  What a command needs is imported inside it: Scrapy alone costs more
start-up time than `--help` may take.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.errors import GazetteError
from feeds import machines
from feeds.cli_upkeep import archive, upkeep
from feeds.options import DEFAULT_CONFIG, ConfigOption, JsonOption, LogOption, Name, Names, OnlySources, QueueOption

app = typer.Typer(
    name="gazette", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode="rich",
    help="Feeds for public bodies that publish none: follow their news pages, keep every article, publish RSS, Atom and JSON feeds.",
)  # fmt: skip


@app.command()
def demo(
    output: Annotated[
        Path | None, typer.Option(help="The folder to crawl into; output/demo, or output/week with --week.")
    ] = None,
    week: Annotated[
        bool, typer.Option("--week", help="Let a week pass: what becomes of a correction, a withdrawal and a copy.")
    ] = False,
    log: LogOption = "text",
) -> None:
    """Serve sample sites on this machine, crawl them, publish their feeds, and show what came of it."""
    from feeds.demo import run_demo
    from feeds.week import run_week

    raise typer.Exit(run_week(output or Path("output/week")) if week else run_demo(output or Path("output/demo"), log))


@app.command()
def add(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="URL|NAME|OPML...", help="Addresses of list pages, names of the catalogue, or OPML files."
        ),
    ],
    name: Annotated[str, typer.Option(help="A name for the source.")] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    pick: Annotated[int, typer.Option(min=0, help="Which of the lists found on the page to follow, from 1.")] = 0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let this source lead to private addresses.")
    ] = False,
    insecure_tls: Annotated[
        bool, typer.Option("--insecure-tls", help="Do not check this source's certificate.")
    ] = False,
    topic: Annotated[list[str] | None, typer.Option(help="A topic; can be given several times.")] = None,
    json_: Annotated[
        bool, typer.Option("--json", help="As JSON; nothing is asked, and only with --yes anything added.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Look at list pages, show what is found there, and follow them from now on."""
    from feeds.adding import Wish, add_sources
    from feeds.taking import add_opml, is_opml

    if name and len(what) > 1:
        raise typer.BadParameter("--name is for one source")
    said = {"name": name, "allow_private": allow_private, "insecure_tls": insecure_tls, "topics": tuple(topic or ())}
    for file in filter(is_opml, what):
        add_opml(config, Path(file), said)
    pages = tuple(w for w in what if not is_opml(w))
    raise typer.Exit(add_sources(config, pages, Wish(yes, pick, said, json_)) if pages else 0)


@app.command()
def catalogue(
    country: Annotated[str, typer.Option(help="Only this country (ISO 3166-1 alpha-2, EU, INT).")] = "",
    topic: Annotated[str, typer.Option(help="Only this topic.")] = "",
    language: Annotated[str, typer.Option(help="Only this language (BCP 47).")] = "",
    json_: JsonOption = False,
) -> None:
    """Show list pages of public bodies that can be followed by name (`gazette add NAME`)."""
    from feeds.cataloguing import show_catalogue

    show_catalogue(country=country, topic=topic, language=language, as_json=json_)


@app.command()
def pin(
    name: Name,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write what was learned of a source into the configuration, where it then rules."""
    from feeds.pinning import pin_source

    raise typer.Exit(pin_source(config, name, as_json=json_))


@app.command()
def repair(
    name: Name,
    accept: Annotated[bool, typer.Option("--accept", help="Take what is proposed.")] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show where a source's rows are now that its list was rebuilt; known articles keep their identity."""
    from feeds.repairing import repair_source

    raise typer.Exit(repair_source(config, name, accept=accept, as_json=json_))


@app.command()
def sources(
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """List the sources that are followed."""
    from feeds.report import show_sources

    show_sources(config, as_json=json_)


@app.command()
def crawl(
    names: Names = None,
    all_: Annotated[bool, typer.Option("--all", help="All sources, also those that are not due.")] = False,
    backfill: Annotated[int, typer.Option(min=1, max=1000, help="Walk so many pages of each list.")] = 1,
    publish_: Annotated[bool, typer.Option("--publish/--no-publish", help="Publish the feeds afterwards.")] = True,
    queue: QueueOption = "",
    log: LogOption = "text",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Fetch what is new from the sources, and publish the feeds; with a queue, let workers fetch it."""
    if queue:
        from feeds.queueing import run_send

        raise typer.Exit(run_send(config, tuple(names or ()), queue, everything=all_, backfill=backfill, log=log))
    from feeds.crawling import run_crawl

    raise typer.Exit(
        run_crawl(config, tuple(names or ()), everything=all_, backfill=backfill, publishing=publish_, log=log)
    )


@app.command()
def publish(
    everything: Annotated[bool, typer.Option("--all", help="Build every file anew, not only what changed.")] = False,
    log: LogOption = "text",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write the feeds whose articles changed since they were last published."""
    from feeds.crawling import run_publish

    run_publish(config, log, everything=everything)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any free one.")] = 8080,
    crawl_: Annotated[bool, typer.Option("--crawl", help="Also crawl whatever is due, as cron would.")] = False,
    queue: QueueOption = "",
    log: LogOption = "text",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Serve the published feeds and pages over HTTP; with a queue, also take in what workers hand back, as `drain` does."""
    from feeds.serving import run_serve

    run_serve(config, host, port, log, crawling=crawl_, queue=queue)


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Over HTTP at /mcp; every request needs the token.")] = False,
    host: Annotated[str, typer.Option(help="With --http: the address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="With --http: the port; 0 for any free one.")] = 8081,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let what it adds lead to private addresses.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Let a language model search, read and look after sources (Model Context Protocol), over standard input and output."""
    from feeds.mcp_server import run_http, run_stdio

    if http:
        run_http(config, host, port, private=allow_private)
    else:
        run_stdio(config, private=allow_private)


@app.command()
def inspect(
    what: Annotated[str, typer.Argument(metavar="[URL|FILE]", help="An address, or a saved page.")] = "",
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read requests as JSON lines from standard input, answer one line each.")
    ] = False,
    as_: Annotated[str, typer.Option("--as", help="Read it as a list or as an article; both when not given.")] = "",
    url: Annotated[str, typer.Option(help="The address that a saved page came from.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let the address lead to private ones.")
    ] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Say what a page holds, and why gazette thinks so; nothing is stored."""
    from feeds import inspecting

    if stdin:
        inspecting.answer_lines(sys.stdin.buffer, sys.stdout)
        return
    if not what:
        raise typer.BadParameter("give an address or a file, or --stdin")
    raise typer.Exit(inspecting.inspect_one(config, what, as_=as_, url=url, allow_private=allow_private, as_json=json_))


@app.command()
def health(
    names: Names = None,
    json_: JsonOption = False,
    textfile: Annotated[
        Path | None,
        typer.Option("--textfile", help="Write metrics for Prometheus' textfile collector, and say nothing."),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every source; of more than 200, only those in need are shown.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Say how each source does, since when, and what to do about it."""
    from feeds.report import show_health

    if textfile is not None:
        from feeds.report import save_metrics

        save_metrics(config, textfile)
        return

    raise typer.Exit(show_health(config, tuple(names or ()), as_json=json_, every=every))


@app.command()
def history(
    article: Annotated[str, typer.Argument(help="An article's id, guid or address.")],
    whole: Annotated[
        bool, typer.Option("--whole", help="Show whole texts, not only what is around the changes.")
    ] = False,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show what became of an article: corrections word by word, moves, withdrawals."""
    from feeds.history import show_history

    show_history(config, article, as_json=json_, whole=whole)


@app.command()
def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help='Words, all wanted; "in quotes" together, begin*; after `--` also -word, which must not be there.'
        ),
    ],
    source: OnlySources = None,
    topic: Annotated[list[str] | None, typer.Option(help="Only sources of this topic.")] = None,
    since: Annotated[str, typer.Option(help="From this day on, as 2024-05-31.")] = "",
    until: Annotated[str, typer.Option(help="Up to this day.")] = "",
    language: Annotated[str, typer.Option(help="Only this language: zh, zh-Hant, pt.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many at most.")] = 20,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Find stored articles by their words, in any language; either Chinese script finds the other."""
    from crawler.store.search import Filters
    from feeds.finding import show_search

    filters = Filters(tuple(source or ()), tuple(topic or ()), since, until, language)
    show_search(config, " ".join(words), filters, limit, as_json=json_)


@app.command()
def stories(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many at most.")] = 20,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """List what several articles tell alike, the latest first."""
    from feeds.finding import show_stories

    show_stories(config, limit, as_json=json_)


@app.command()
def story(
    number: Annotated[int, typer.Argument(metavar="ID", help="The story's number.")],
    split: Annotated[int, typer.Option(help="Take this article out of the story, for good.")] = 0,
    json_: JsonOption = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Show who tells a story; part what does not belong together."""
    from feeds.finding import show_story

    show_story(config, number, split, as_json=json_)


app.add_typer(upkeep)
machines.mount(app)
app.add_typer(archive, name="archive")


def main() -> None:
    """The entry point: run a command; any GazetteError is one line on standard error and its exit status."""
    sys.exit(_run(app))


def _run(command: Callable[..., Any]) -> int:
    try:
        command()
    except GazetteError as error:
        from feeds.terminal import plain  # rich is loaded only where something is shown

        print(plain(f"gazette: {error}"), file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("gazette: stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of a pipe has gone (`gazette sources | head`): nothing is left to say.
        sys.stderr.close()
        return 0
    except Exception as error:
        if os.environ.get("GAZETTE_DEBUG"):
            raise
        print(
            f"gazette: a fault of ours: {type(error).__name__}: {error}. Mend: report it with what GAZETTE_DEBUG=1 shows",
            file=sys.stderr,
        )
        return 1
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    return 0


if __name__ == "__main__":
    main()
