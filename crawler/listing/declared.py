"""Where a page says its list is: ids, sidecars and frames that name a further request.

Channel ids of the UCAP family, `common_listmore` links, `ds_*.json` sidecars, the gkmlpt disclosure
platform, frames.  Each answer is a Listing without entries whose `follow` is that request; its
confidence says how surely the list is there and not in the page itself.

This module does not know what the answer will hold.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import lxml.html

from crawler.listing.headlines import shows_headlines
from crawler.listing.pagenumbers import advance
from crawler.model import Listing, Request
from crawler.page import Page

_CHANNEL = re.compile(r"[0-9a-f]{32}", re.I)
_REFRESH = re.compile(r"^\s*\d{1,2}\s*[;,]\s*url\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.I)
_LOCATION = re.compile(
    r"\blocation\s*(?:\.\s*href\s*)?(?:=\s*|\.\s*(?:replace|assign)\s*\(\s*)([\"'])([^\"'\s]{1,2000})\1\s*[;)\n}]", re.I
)
_SID = re.compile(r"\bSID\s*[:=]\s*[\"']?(\w{1,20})[\"']?")
_CATEGORY = re.compile(r"#(?:/?)(\d{1,9})\b")
_SIDECAR = re.compile(r"datasource:([\w\-]{1,64})", re.I)
_NO_LIST_FRAME = re.compile(
    r"map|video|player|youtube|weather|tianqi|login|share|\bad[sv]?\b|banner|header|footer|nav|top\.|left|menu|"
    r"captcha|recaptcha|analytics|googletagmanager|facebook|widget|chat|\.(?:pdf|swf|mp4|jpe?g|png|gif)\b",
    re.I,
)


def declared(page: Page) -> Listing | None:
    """The request that the page's list needs, when the page names one; the surest of several."""
    if page.root is None:
        return None
    for find in (forward, _sidecar, _gkmlpt, _channel_id, _frame, _list_more):
        found = find(page)
        if found is not None:
            return found
    return None


def _follow(mechanism: str, url: str, confidence: float, why: str, page: Page) -> Listing:
    request = Request(url, headers=(("Referer", page.url),))
    return Listing(mechanism, (), confidence=confidence, why=(why,), follow=request)


def forward(page: Page) -> Listing | None:
    """Where a page without any content sends its readers: by `meta refresh` or by a script's written-out address."""
    root = page.root
    if root is None or len(page.text) > 20_000 or sum(1 for _ in root.iter("a")) > 3:
        return None
    targets = [m.group(1) for m in (_REFRESH.search(meta.get("content") or "") for meta in root.iter("meta")) if m]
    if len(" ".join(str(root.text_content()).split())) > 1_000:
        return None
    for script in root.iter("script"):
        targets += [match.group(2) for match in _LOCATION.finditer(script.text or "")]
    urls = [url for url in map(page.absolute, targets) if url and url.partition("#")[0] != page.url.partition("#")[0]]
    if len(set(urls)) != 1:  # several: a switch by device or language, whose choice is not ours
        return None
    return _follow("forward", urls[0], 0.8, "the page only sends its readers on", page)


def _sidecar(page: Page) -> Listing | None:
    if "datasource:" not in page.text:
        return None
    for element in page.selector.xpath("//*[starts-with(@data, 'datasource:')]/@data").getall():
        match = _SIDECAR.fullmatch(element.strip())
        if match:
            url = page.absolute(f"ds_{match.group(1)}.json")
            return _follow("sidecar", url, 0.85, "the page keeps its list in a JSON file beside it", page)
    return None


def _gkmlpt(page: Page) -> Listing | None:
    if "gkmlpt" not in page.text and "gkmlpt" not in page.url:
        return None
    sid = _SID.search(page.text)
    if sid is None:
        return None
    category = _CATEGORY.search(page.url)
    url = page.absolute(f"/gkmlpt/api/all/{category.group(1) if category else 0}?page=1&sid={sid.group(1)}")
    return _follow("gkmlpt", url, 0.85, "the page names its id on the gkmlpt disclosure platform", page)


def _channel_id(page: Page) -> Listing | None:
    assert page.root is not None
    for meta in page.root.iter("meta"):
        content = (meta.get("content") or "").strip()
        if (meta.get("name") or "").lower() == "channelid" and _CHANNEL.fullmatch(content):
            url = page.absolute(_channel_address(page, content))
            return _follow("channel-id", url, 0.5, "the page names the channel whose list its search answers", page)
    return None


def _channel_address(page: Page, channel: str) -> str:
    """The address of a channel's list: that of the search which the page's scripts name, else the family's usual one."""
    if "getInfoCommon" in page.text:
        stem = re.search(r"[\"'](/[\w\-/]{0,60}getInfoCommon)/?", page.text)
        return f"{stem.group(1) if stem else '/info/getInfoCommon'}/?channelid={channel}&currpage=1"
    if "es-search/search" in page.text:
        template = re.search(r"_template=([\w\-/]{1,60})", page.text)
        wanted = f"_template={template.group(1)}&" if template else ""
        return f"/es-search/search/{channel}?{wanted}_pageSize=20&page=1"
    return f"/searchList/{channel}?_isJson=true&_isAgg=true&_pageSize=18&page=1"


def _list_more(page: Page) -> Listing | None:
    if "common_listmore" not in page.text:
        return None
    for href in page.selector.xpath("//a[contains(@href, 'common_listmore')]/@href").getall():
        url = page.absolute(href)
        if url and url.split("#")[0] != page.url.split("#")[0]:
            return _follow("common-listmore", url, 0.3, "the page links to the whole of its list", page)
    return None


def _frame(page: Page) -> Listing | None:
    """The largest frame of the same site, when the page itself shows hardly a headline."""
    assert page.root is not None
    frames = [f for f in page.root.iter("iframe", "frame") if _may_hold_list(page, f)]
    if not frames or shows_headlines(page):
        return None
    best = max(frames, key=_extent)
    return _follow("iframe", page.absolute(best.get("src")), 0.5, "the page shows its list in a frame", page)


def _may_hold_list(page: Page, frame: lxml.html.HtmlElement) -> bool:
    url = page.absolute(frame.get("src"))
    style = (frame.get("style") or "").replace(" ", "").lower()
    if not url or url.split("#")[0] == page.url.split("#")[0] or "display:none" in style:
        return False
    if frame.get("width") in ("0", "1") or frame.get("height") in ("0", "1"):
        return False
    parts, own = urlsplit(url), urlsplit(page.url)
    same_site = _site(parts.hostname) == _site(own.hostname)
    return same_site and not _NO_LIST_FRAME.search(parts.path + "?" + parts.query + " " + (frame.get("id") or ""))


def _site(host: str | None) -> str:
    """The last three labels of a host without its www: near enough to "the same body"."""
    return ".".join((host or "").removeprefix("www.").split(".")[-3:])


def _extent(frame: lxml.html.HtmlElement) -> int:
    height = re.match(r"\d{1,5}", frame.get("height") or "") or re.search(
        r"(?<=height:)\s?\d{1,5}(?=px)", frame.get("style") or ""
    )
    listed = 5000 if "list" in (frame.get("src") or "").lower() else 0
    return listed + (int(height.group()) if height else 0)


def next_of_answer(url: str, rows: int, total: int, pages: int) -> Request | None:
    """The request after a JSON answer, from the page number in its own address."""
    following = advance(url, rows, total, pages)
    return Request(following) if following else None
