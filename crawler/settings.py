"""Scrapy's settings: politeness, limits and the order of our parts.  Data only.

This module does not know any source.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

BOT_NAME = "gazette"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

USER_AGENT = "gazette/0.1 (feeds of public bodies' news)"
# Our own middleware obeys robots.txt: Scrapy's knows neither Crawl-delay nor what a 500 means.
ROBOTSTXT_OBEY = False

# Ours asks a name once, and hands out no private address unless the guard allowed its host.
TWISTED_DNS_RESOLVER = "crawler.resolving.Resolver"
# Look-ups wait in these threads; a slow name server must not hold up the others.
REACTOR_THREADPOOL_MAXSIZE = 32

CONCURRENT_REQUESTS = 16
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
# A random factor would go below the second that is promised.
DOWNLOAD_DELAY_JITTER = 0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0

DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
# Seconds that a source's answers and pages may take in one crawl.
PATIENCE = 300.0
SCHEDULER_PRIORITY_QUEUE = "crawler.turns.Turns"
DOWNLOADER = "crawler.downloading.Downloader"
DOWNLOAD_HANDLERS = {"http": "crawler.downloading.Handler", "https": "crawler.downloading.Handler"}
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 8
# The spiders judge every answer; redirects are followed before they see one.
HTTPERROR_ALLOW_ALL = True
METAREFRESH_ENABLED = False
RETRY_TIMES = 1
# A host that says "later" (429, 503) is left alone until then, not asked again at once.
RETRY_HTTP_CODES = [500, 502, 504, 408]

# What Scrapy does that is done by us, or that nobody asks for, costs as much a page as reading it.
_PARTS = "scrapy.downloadermiddlewares"
DOWNLOADER_MIDDLEWARES = {
    f"{_PARTS}.robotstxt.RobotsTxtMiddleware": None,
    f"{_PARTS}.offsite.OffsiteMiddleware": None,
    f"{_PARTS}.httpauth.HttpAuthMiddleware": None,
    # A page that forwards is read as one: how far it leads is counted, and a challenge is not followed.
    f"{_PARTS}.redirect.MetaRefreshMiddleware": None,
    f"{_PARTS}.stats.DownloaderStats": None,
    # A jar for each source, and bounded.
    f"{_PARTS}.cookies.CookiesMiddleware": None,
    "crawler.middlewares.Patience": 90,
    "crawler.middlewares.Guard": 100,
    "crawler.middlewares.Robots": 110,
    "crawler.cookies.Cookies": 700,
}
SPIDER_MIDDLEWARES = {
    # Every status is ours to judge; depth and length of addresses do not matter here.
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.pipelines.Normalise": 100,
    "crawler.pipelines.Persist": 300,
}
EXTENSIONS = {
    "crawler.extensions.PagesOnly": 100,
    "crawler.downloading.UnderWay": 110,
    "scrapy.extensions.throttle.AutoThrottle": 500,
    "crawler.extensions.Pace": 900,
    "crawler.extensions.RunKeeper": 910,
}
# Scrapy's own extensions are not wanted, and those that are only switched off are still loaded: one of them brings a
# web framework with it.
EXTENSIONS_BASE: dict[str, int] = {}
# One article at a time through the pipelines: there is one writer.
CONCURRENT_ITEMS = 1
TELNETCONSOLE_ENABLED = False
# Scrapy would parse the source of a callback at each answer, to warn of a return value in a generator.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Lists of addresses are ours to keep apart: the store knows what was fetched.
STATS_CLASS = "scrapy.statscollectors.DummyStatsCollector"
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
LOG_LEVEL = "WARNING"
LOG_INSTALL_ROOT_HANDLER = False


def settings_for(
    *,
    delay: float,
    timeout: float,
    patience: float,
    max_bytes: int,
    concurrency: int,
    contact: str,
    slots: dict[str, float],
    verify: bool,
) -> dict[str, Any]:
    """The settings of one crawl: this module's, with what gazette.toml says; `slots` maps hosts to delays in seconds."""
    own = {key: value for key, value in globals().items() if key.isupper()}
    agent = USER_AGENT if not contact else f"gazette/0.1 (feeds of public bodies' news; {contact})"
    return own | {
        "USER_AGENT": agent,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": delay > 0,
        "AUTOTHROTTLE_START_DELAY": max(delay, 0.1),
        "DOWNLOAD_TIMEOUT": timeout,
        "PATIENCE": patience,
        "DOWNLOAD_MAXSIZE": max_bytes,
        "CONCURRENT_REQUESTS": concurrency,
        "DOWNLOAD_VERIFY_CERTIFICATES": verify,
        "DOWNLOAD_SLOTS": {host: {"delay": seconds, "concurrency": 1} for host, seconds in slots.items()},
    }


def host_of(url: str) -> str:
    """The key of Scrapy's download slot for an address."""
    return urlsplit(url).hostname or ""
