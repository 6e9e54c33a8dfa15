import pytest

from crawler.listing.challenge import challenge, visible_text
from tests.listing.saved import PAGES

KINDS = [
    ("jiasule", 521, {}, "<script>document.cookie='__jsl_clearance_s=1';location.href=location.pathname</script>"),
    ("jiasule", 521, {}, "<script>go()</script>"),
    (
        "ruishu",
        412,
        {},
        "<html><head><meta content='x'><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head></html>",
    ),
    ("ruishu", 412, {}, "<html><script>(function(){var _q=7})()</script></html>"),
    ("ruishu", 202, {}, "<script>$_ts=window['$_ts'];$_ts.nsd=77</script>"),
    (
        "aliyun",
        200,
        {},
        "<script>var arg1='3A';function reload(x){document.cookie='acw_sc__v2='+x;location.reload()}</script>",
    ),
    ("wzws", 200, {"Set-Cookie": "wzws_sessionid=a; path=/"}, "<script>location='/WZWSREL'</script>"),
    ("hoy-tr", 200, {"Set-Cookie": "HOY_TR=abc"}, "<script>x()</script>"),
    ("safeline", 468, {}, "<body><div id='slg'></div><script>SafeLineChallenge('a')</script></body>"),
    ("edgeone", 200, {}, "<script>document.cookie='EO_Bot_Ssid=12';location.reload()</script>"),
    ("cloudflare", 403, {"CF-Mitigated": "challenge"}, ""),
    ("cloudflare", 503, {}, "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"),
    ("incapsula", 200, {}, "<body><iframe src='/_Incapsula_Resource?x=1'>Request unsuccessful.</iframe></body>"),
    ("ct-cloud", 405, {"Server": "CTYUN-WAF"}, "<h1>405</h1>"),
    ("datadome", 403, {}, "<script>var dd={'host':'geo.captcha-delivery.com'}</script>"),
    ("akamai", 403, {}, "<h1>Access Denied</h1>Reference <a href='https://errors.edgesuite.net/1'>1</a>"),
    (
        "anubis",
        200,
        {},
        "<script id='anubis_challenge' type='application/json'>{}</script><p>Making sure you are not a bot</p>",
    ),
    ("captcha", 200, {}, "<body><p>请完成安全验证后继续访问</p></body>"),
    ("captcha", 200, {}, "<body>Please verify you are human to continue.</body>"),
    ("js-cookie", 200, {}, "<script>document.cookie='k=1;path=/';location.reload();</script>"),
    ("js-redirect", 200, {}, "<html><script>window.location.replace('/a/step2')</script></html>"),
]


@pytest.mark.parametrize(("kind", "status", "headers", "body"), KINDS)
def test_a_challenge_is_named(kind: str, status: int, headers: dict[str, str], body: str) -> None:
    assert challenge(body, status, headers) == kind


@pytest.mark.parametrize(
    "name", sorted(path.name for path in PAGES.glob("*") if path.suffix in (".html", ".xml", ".json", ".rdf"))
)
def test_ordinary_answers_are_no_challenge(name: str) -> None:
    assert challenge((PAGES / name).read_text("utf-8"), 200, {"Set-Cookie": "acw_tc=1; path=/"}) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<p>"
        + "The board met on Monday and heard the harbour master's report. " * 40
        + "</p><script src='/_Incapsula_Resource'></script>",
        "<a href='/n'>News</a>" * 30
        + "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><script>__jsl_clearance</script>",
        "<p>Our new page</p><a href='/n'>Go</a><a href='/m'>Map</a><script>function f(){location.href='/x'}</script>",
        "<script" * 50_000,
        "<!--" * 50_000,
        "<" * 200_000,
    ],
)
def test_neither_scripts_of_guarded_sites_nor_rubbish(body: str) -> None:
    assert challenge(body, 200, {}) is None


def test_the_visible_text_of_a_source() -> None:
    source = "<head><title>T</title></head><body><script>var a='<p>x</p>'</script><p>One<!-- no --> two</p><style>p{}</style></body>"
    assert visible_text(source) == "One two"
