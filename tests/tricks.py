"""Ways to be difficult below the page: bytes, lengths, codings, headers, redirects, connections, certificates, robots.txt."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from functools import cache, partial

import brotli
import zstandard

from tests.hostile import BLOCK, MADE_BEFORE, TRICKS, Visit, head, listing, trick

FILL = b"<p>" + b"No end of this is in sight. " * 200 + b"</p>"
HTML = "Content-Type: text/html; charset=utf-8"


async def drip(visit: Visit, data: bytes, seconds: float = 0.3) -> None:
    for n in range(len(data)):
        await visit.send(data[n : n + 1])
        await asyncio.sleep(seconds)


async def flood(visit: Visit, block: bytes) -> None:
    while True:
        await visit.send(block)


@trick("timeout")
async def slow_headers(visit: Visit) -> None:
    await drip(visit, head(HTML) * 10)


@trick("timeout")
async def slow_body(visit: Visit) -> None:
    await visit.send(head(HTML))
    await drip(visit, listing("slow-body") * 10, 1)


@trick("timeout")
async def slow_known_length(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: 3000"))
    await drip(visit, listing("slow-known-length") * 10, 1)


@trick("timeout")
async def silent(visit: Visit) -> None:
    await asyncio.sleep(3600)


@trick("timeout", "patience", at="articles")
async def slow_articles(visit: Visit) -> None:
    await visit.send(head(HTML))
    await drip(visit, FILL, 1)


@trick("too-large")
async def endless_body(visit: Visit) -> None:
    await visit.send(head(HTML))
    await flood(visit, FILL * 20)


@trick("too-large")
async def endless_chunks(visit: Visit) -> None:
    await visit.send(head(HTML, "Transfer-Encoding: chunked"))
    await flood(visit, b"%x\r\n%b\r\n" % (len(FILL), FILL) * 10)


@trick("connection")
async def length_too_long(visit: Visit) -> None:
    body = listing("length-too-long")
    await visit.send(head(HTML, f"Content-Length: {len(body) + 500}"), body)
    raise EOFError


@trick("no-links")
async def length_too_short(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: 40"), listing("length-too-short"))


@trick("connection")
async def length_negative(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: -5"), listing("length-negative"))
    raise EOFError


@trick("connection")
async def length_in_words(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: many"), listing("length-in-words"))
    raise EOFError


@trick("connection")
async def two_lengths(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: 40", "Content-Length: 4000"), listing("two-lengths"))
    raise EOFError


@trick("too-large")
async def three_gigabytes(visit: Visit) -> None:
    await visit.send(head(HTML, "Content-Length: 3221225472"))
    await flood(visit, FILL)


@cache
def packed(coding: str) -> bytes:
    """Some gigabytes of nothing, made in a second: members and frames of gzip and zstd may simply follow each other."""
    block = FILL * 2000
    match coding:
        case "gzip":
            return gzip.compress(block) * 300
        case "zstd":
            return zstandard.compress(block) * 300
        case "br":
            packer = brotli.Compressor(quality=1)
            return b"".join([*(packer.process(block) for _ in range(30)), packer.finish()])
        case _:
            return zlib.compress(block * 8, 1)


@cache
def packed_twice() -> bytes:
    """A packed bomb, packed again."""
    return gzip.compress(packed("gzip"))


MADE_BEFORE += [partial(packed, coding) for coding in ("gzip", "zstd", "br", "deflate")] + [packed_twice]


@trick("too-large")
async def gzip_bomb(visit: Visit) -> None:
    await visit.answer(packed("gzip"), "Content-Encoding: gzip")


@trick("too-large")
async def deflate_bomb(visit: Visit) -> None:
    await visit.answer(packed("deflate"), "Content-Encoding: deflate")


@trick("too-large")
async def brotli_bomb(visit: Visit) -> None:
    await visit.answer(packed("br"), "Content-Encoding: br")


@trick("too-large")
async def zstd_bomb(visit: Visit) -> None:
    await visit.answer(packed("zstd"), "Content-Encoding: zstd")


@trick("too-large")
async def nested_bomb(visit: Visit) -> None:
    await visit.answer(packed_twice(), "Content-Encoding: gzip, gzip")


@trick("too-large")
async def bomb_without_a_name(visit: Visit) -> None:
    await visit.answer(packed("gzip"))


@trick("unpacking")
async def thousand_codings(visit: Visit) -> None:
    await visit.answer(gzip.compress(listing("thousand-codings")), "Content-Encoding: " + ", ".join(["gzip"] * 1000))


@trick("unpacking")
async def coding_that_lies(visit: Visit) -> None:
    await visit.answer(listing("coding-that-lies"), "Content-Encoding: gzip")


@trick("unpacking")
async def brotli_that_lies(visit: Visit) -> None:
    await visit.answer(listing("brotli-that-lies"), "Content-Encoding: br")


@trick("unpacking")
async def zstd_that_lies(visit: Visit) -> None:
    await visit.answer(listing("zstd-that-lies"), "Content-Encoding: zstd")


@trick("no-links")
async def coding_unknown(visit: Visit) -> None:
    await visit.answer(zlib.compress(listing("coding-unknown")), "Content-Encoding: compress")


@trick("too-large")
async def headers_without_end(visit: Visit) -> None:
    await visit.send(head()[:-2])
    await flood(visit, b"".join(b"X-%d: %b\r\n" % (n, b"y" * 200) for n in range(300)))


@trick("connection")
async def header_of_ten_megabytes(visit: Visit) -> None:
    await visit.answer(listing("header-of-ten-megabytes"), "X-Long: " + "y" * 10_000_000)


@trick("too-large")
async def folded_header_without_end(visit: Visit) -> None:
    await visit.send(b"HTTP/1.1 200 OK\r\nX-Long: y\r\n")
    await flood(visit, (b" " + b"y" * 1000 + b"\r\n") * 50)


@trick("too-large")
async def provisional_answers_without_end(visit: Visit) -> None:
    await flood(visit, b"HTTP/1.1 102 Processing\r\n\r\n" * 1000)


@trick("redirect")
async def redirects_without_end(visit: Visit) -> None:
    await visit.answer(b"", f"Location: /news?{visit.trick.asked}", status="302 Found")


TRICKS["redirects-without-end"].at = "all"


@trick("redirect")
async def redirect_to_itself(visit: Visit) -> None:
    await visit.answer(b"", "Location: /news", status="301 Moved Permanently")


@trick("redirect")
async def redirect_to_a_file(visit: Visit) -> None:
    await visit.answer(b"", "Location: file:///etc/passwd", status="302 Found")


@trick("redirect")
async def redirect_to_a_script(visit: Visit) -> None:
    await visit.answer(b"", "Location: javascript:alert(1)", status="302 Found")


@trick("redirect")
async def redirect_to_data(visit: Visit) -> None:
    await visit.answer(b"", "Location: data:text/html,<ul><li>News</ul>", status="302 Found")


@trick("refused")
async def redirect_inside(visit: Visit) -> None:
    await visit.answer(b"", "Location: http://169.254.169.254/latest/meta-data/", status="302 Found")


@trick("http-404")
async def redirect_of_ten_kilobytes(visit: Visit) -> None:
    await visit.answer(b"", "Location: /" + "x/" * 5000, status="302 Found")


@trick()
async def cookies_without_end(visit: Visit) -> None:
    cookies = [f"Set-Cookie: c{visit.trick.asked}x{n}={'v' * 3000}; Path=/; Max-Age=999999" for n in range(60)]
    await visit.page(*cookies)


@trick()
async def cookies_too_large(visit: Visit) -> None:
    await visit.page(*(f"Set-Cookie: c{n}={'v' * 15_000}; Path=/" for n in range(12)))


TRICKS["cookies-without-end"].at = TRICKS["cookies-too-large"].at = "all"


@trick("tls", tls="expired")
async def tls_expired(visit: Visit) -> None:
    await visit.page()


@trick("tls", tls="self-signed")
async def tls_self_signed(visit: Visit) -> None:
    await visit.page()


@trick("tls", tls="other host")
async def tls_of_another_host(visit: Visit) -> None:
    await visit.page()


@trick("tls", "connection", tls="old")
async def tls_of_1999(visit: Visit) -> None:
    await visit.page()


@trick("timeout", "tls", "connection", tls="none")
async def tls_that_is_none(visit: Visit) -> None:
    await visit.page()


@trick("timeout", tls="stalled")
async def tls_that_stalls(visit: Visit) -> None:
    await visit.page()


@trick("tls", "connection", tls="cut")
async def tls_cut(visit: Visit) -> None:
    await visit.page()


@trick("connection")
async def http_0_9(visit: Visit) -> None:
    await visit.send(listing("http-0-9"))
    raise EOFError


@trick()
async def http_1_0(visit: Visit) -> None:
    await visit.send(head(HTML, version="HTTP/1.0"), listing("http-1-0"))
    raise EOFError


@trick("connection")
async def http_of_another_world(visit: Visit) -> None:
    await visit.send(b"SSH-2.0-OpenSSH_9.6\r\n" * 3, b"\0" * 5000)
    raise EOFError


@trick("connection", "http-999")
async def status_999(visit: Visit) -> None:
    await visit.answer(listing("status-999"), status="999 No")


@trick("connection")
async def nothing_at_all(visit: Visit) -> None:
    raise EOFError


@trick()
async def connection_kept_and_cut(visit: Visit) -> None:
    await visit.page("Connection: keep-alive", "Keep-Alive: timeout=1000")
    raise EOFError


TRICKS["connection-kept-and-cut"].at = "all"


@trick()
async def answers_nobody_asked_for(visit: Visit) -> None:
    await visit.page()
    await visit.answer(listing("a stranger"))


TRICKS["answers-nobody-asked-for"].at = "all"


@trick("connection")
async def chunks_of_nonsense(visit: Visit) -> None:
    await visit.send(head(HTML, "Transfer-Encoding: chunked"), b"zz\r\n" + listing("chunks-of-nonsense") + b"\r\n")
    raise EOFError


@trick("connection", "too-large", "timeout")
async def chunk_of_all_bytes(visit: Visit) -> None:
    await visit.send(head(HTML, "Transfer-Encoding: chunked"), b"FFFFFFFFFFFFFFFF\r\n")
    await flood(visit, FILL * 20)


@trick("connection")
async def chunks_cut(visit: Visit) -> None:
    body = listing("chunks-cut")
    await visit.send(head(HTML, "Transfer-Encoding: chunked"), b"%x\r\n%b\r\n" % (len(body), body))
    raise EOFError


@trick("connection", "too-large", "timeout")
async def trailers_without_end(visit: Visit) -> None:
    body = listing("trailers-without-end")
    await visit.send(head(HTML, "Transfer-Encoding: chunked"), b"%x\r\n%b\r\n0\r\n" % (len(body), body))
    await flood(visit, b"X-Trailer: y\r\n" * 1000)


@trick("connection")
async def reset_in_the_middle(visit: Visit) -> None:
    body = listing("reset-in-the-middle")
    await visit.send(head(HTML, f"Content-Length: {len(body)}"), body[: len(body) // 2])
    await asyncio.sleep(0.05)
    visit.reset()
    raise EOFError


@trick("http-304")
async def not_modified_at_the_first_look(visit: Visit) -> None:
    await visit.send(head(HTML, 'ETag: "1"', status="304 Not Modified"))


@trick("empty-page", "no-list", "no-links", "not-html", "http-204")
async def no_content(visit: Visit) -> None:
    await visit.send(head(status="204 No Content"))


@trick()
async def part_that_nobody_asked_for(visit: Visit) -> None:
    body = listing(visit.trick.name)
    await visit.answer(body, f"Content-Range: bytes 0-{len(body) - 1}/3221225472", status="206 Partial Content")


# What is sent back with each later request must not be for the server to size.
@trick()
async def etag_of_fifteen_kilobytes(visit: Visit) -> None:
    await visit.page(f'ETag: "{"e" * 15_000}"', "Last-Modified: " + "Mon, " * 3000)


TRICKS["etag-of-fifteen-kilobytes"].at = "all"


@trick("http-5xx")
async def come_back_in_a_century(visit: Visit) -> None:
    await visit.answer(b"<h1>Busy</h1>", "Retry-After: 3155760000", status="503 Service Unavailable")


@trick("http-429")
async def come_back_in_the_year_9999(visit: Visit) -> None:
    await visit.answer(b"", "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", status="429 Too Many Requests")


@trick(at="robots")
async def robots_of_100_megabytes(visit: Visit) -> None:
    await visit.send(head("Content-Type: text/plain", "Content-Length: 100000000"))
    rest = 100_000_000
    while rest:
        block = (b"User-agent: *\nAllow: /\n# filling\n" * 3000)[:rest]
        await visit.send(block)
        rest -= len(block)


@trick("robots", at="robots")
async def robots_that_forbid_first_and_never_end(visit: Visit) -> None:
    await visit.send(head("Content-Type: text/plain"), b"User-agent: *\nDisallow: /\n")
    await flood(visit, b"# filling\n" * (BLOCK // 10))


@trick("timeout", at="robots")
async def robots_that_drip(visit: Visit) -> None:
    await visit.send(head("Content-Type: text/plain"))
    await drip(visit, b"User-agent: *\nAllow: /\n" * 10, 1)


@trick(at="robots")
async def robots_that_redirect_to_themselves(visit: Visit) -> None:
    await visit.answer(b"", "Location: /robots.txt", status="302 Found")


@trick(at="robots")
async def robots_of_bytes(visit: Visit) -> None:
    await visit.answer(bytes(range(256)) * 4000, kind="application/octet-stream")


@trick("too-large", at="robots")
async def robots_that_explode(visit: Visit) -> None:
    await visit.answer(packed("br"), "Content-Encoding: br", kind="text/plain")


@trick()
async def robots_of_stars(visit: Visit) -> None:
    rules = "".join(f"Disallow: /{'*a' * 60}*b{n}$\n" for n in range(50))
    if visit.path == "/robots.txt":
        await visit.answer(f"User-agent: *\n{rules}".encode(), kind="text/plain")
    elif visit.path == "/news":
        await visit.answer(listing(visit.trick.name, "/n/" + "a" * 300 + "{}.html"))
    else:
        await visit.page()


TRICKS["robots-of-stars"].at = "all"


@trick(at="robots")
async def robots_of_forty_thousand_rules(visit: Visit) -> None:
    rules = "".join(f"Disallow: /*x{n}\n" for n in range(40_000))
    await visit.answer(f"User-agent: *\n{rules}".encode(), kind="text/plain")


# Each rule is one of each agent's, for a parser that reads them all.
@trick(at="robots")
async def robots_of_thousands_of_agents(visit: Visit) -> None:
    agents = "".join(f"User-agent: reader{n}\n" for n in range(12_000))
    rules = "".join(f"Disallow: /x{n}\n" for n in range(12_000))
    await visit.answer(f"{agents}{rules}".encode(), kind="text/plain")
