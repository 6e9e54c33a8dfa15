"""Pages that stand before the page: challenges named by kind, never solved.

Each kind is known by words of its own script, cookie or header, and only where the page shows
hardly any text: ordinary pages carry the same products' scripts.

This module does not know how to pass any of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_MOST_TEXT = 1_500
_SCAN = 400_000
_MOST_LINKS = 12

# kind: signs of which any one is enough, in the source in lower case.
_SIGNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("jiasule", ("__jsl_clearance", "jiasule.com")),
    ("ruishu", ("$_ts=window['$_ts']", '$_ts=window["$_ts"]', "$_ts.nsd", "$_ts.cd=", "$_ts={}")),
    ("aliyun", ("acw_sc__v2", "acw_sc__v3", "aliyun_waf_", "aliyunwaf_", "errors.aliyun.com")),
    ("wzws", ("wzws_sessionid", "wzwsquestion", "wzwschallenge", "wzws-waf-cgi", "waf_slider_verify")),
    ("hoy-tr", ("hoy_tr",)),
    ("safeline", ("safeline_bot_", "safelinechallenge", "/.safeline/", "sl-challenge", "safeline-wrap")),
    ("edgeone", ("eo_bot_ssid", "__tst_status", "edgeone-challenge")),
    ("yunsuo", ("yunsuo_session_verify", "security_session_verify", "security_verify_data")),
    ("yunjiasu", ("yunjiasu-nginx", "su.baidu.com", "yjs_js_security")),
    ("chuangyudun", ("创宇盾", "knownsec", "365cyd")),
    ("360", ("wangzhan.360.cn", "360网站卫士", "wangshan.360.cn")),
    ("ct-cloud", ("ctyun.cn/waf", "ctwaf", "天翼云web应用防火墙")),
    (
        "cloudflare",
        ("_cf_chl_opt", "cf-browser-verification", "cf_chl_", "attention required! | cloudflare", "cf-error-details"),
    ),
    ("incapsula", ("_incapsula_resource", "incapsula incident id", "imperva")),
    ("akamai", ("errors.edgesuite.net", "akam/13/", "sec-if-cpt-container", "_sec/cp_challenge")),
    ("datadome", ("captcha-delivery.com", "datadome")),
    ("perimeterx", ("px-captcha", "_pxappid", "human-challenge")),
    ("aws-waf", ("awswafcookiedomainlist", "awswafintegration", ".awswaf.com/")),
    ("sucuri", ("sucuri_cloudproxy_js", "sucuri website firewall")),
    ("ddos-guard", ("ddos-guard/js-challenge", "/.well-known/ddos-guard/", "ddos-guard.net")),
    ("anubis", ("anubis_challenge", "within.website/x/cmd/anubis")),
    ("f5", ("the requested url was rejected. please consult with your administrator", "/tspd/", "bobcmn")),
    ("qrator", ("__qrator", "qauth_handle_validate")),
    ("servicepipe", ("servicepipe.ru", "/exhkqyad")),
)
_HUMAN = re.compile(
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|i'?m not a robot|checking your browser|just a moment\.\.\.|"
    r"enable javascript and cookies to continue|人机验证|人機驗證|安全验证|安全驗證|请完成(?:安全)?验证|滑动验证|拖动滑块|"
    r"访问验证|浏览器安全检查|請完成驗證|ロボットではありません|로봇이 아닙니다|подтвердите,? что вы не робот|проверка браузера",
    re.I,
)
_COOKIE = re.compile(r"\bdocument\.cookie\s*=", re.I)
_GO = re.compile(
    r"\blocation\s*(?:\.\s*(?:href|replace|assign|reload)\s*)?(?:=(?!=)|\()|\bsetTimeout\s*\(\s*[\"']?location", re.I
)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"<[^<>]*>")


def challenge(page_text: str, status: int, headers: Mapping[str, str]) -> str | None:
    """The kind of challenge that an answer is, or None for an ordinary one.

    Kinds are products ("jiasule", "ruishu", "cloudflare" …), "js-cookie" (a script sets a cookie
    and loads again), "js-redirect" (a script leads on and nothing else is there; where it writes its
    target out, `declared.forward` names it), "captcha" (any other question whether one is human).  Header names are compared without case.
    """
    told = {name.lower(): str(value).lower() for name, value in headers.items()}
    by_header = _by_header(status, told)
    if by_header:
        return by_header
    # A challenge is short and leads nowhere: most pages are told from one by counting links.
    if len(page_text) > _SCAN or page_text.count("<a ") > _MOST_LINKS:
        return None
    lower = page_text.lower()
    shown = visible_text(page_text)
    if len(shown) > _MOST_TEXT:
        return None
    for kind, signs in _SIGNS:
        if any(sign in lower for sign in signs) and _fits(kind, shown, lower):
            return kind
    cookies = told.get("set-cookie", "")
    for kind, signs in _SIGNS[:9]:
        # A cookie alone is set on ordinary pages too.
        if any(sign in cookies for sign in signs) and (status >= 400 or len(shown) < 40):
            return kind
    if status == 412 and "<script" in lower and len(shown) < 200:
        return "ruishu"  # its script under other names
    if len(shown) < 400 and _HUMAN.search(shown):
        return "captcha"
    return _by_script(shown, page_text, lower)


def _by_header(status: int, told: Mapping[str, str]) -> str:
    if told.get("cf-mitigated") == "challenge":
        return "cloudflare"
    if told.get("x-amzn-waf-action") in ("challenge", "captcha"):
        return "aws-waf"
    if "x-datadome" in told and status in (403, 429):
        return "datadome"
    if status == 521 and "cloudflare" not in told.get("server", ""):
        return "jiasule"
    if status == 405 and ("ctyun" in told.get("server", "") or "ct-waf" in " ".join(told)):
        return "ct-cloud"
    return ""


def _fits(kind: str, shown: str, lower: str) -> bool:
    """Signs that ordinary small pages carry as well need a page that shows next to nothing."""
    if kind in (
        "incapsula",
        "akamai",
        "datadome",
        "perimeterx",
        "aws-waf",
        "ddos-guard",
        "yunjiasu",
        "chuangyudun",
        "360",
        "f5",
    ):
        return lower.count("<a ") <= 5 and len(shown) < 700
    return True


def _by_script(shown: str, text: str, lower: str) -> str | None:
    if len(shown) >= 120 or lower.count("<a ") > 1 or "<frame" in lower or "<iframe" in lower:
        return None
    if not _GO.search(text):
        return None
    return "js-cookie" if _COOKIE.search(text) else "js-redirect"


def visible_text(source: str) -> str:
    """What a page's source would show, roughly: without head, scripts, styles, comments and tags; in linear time."""
    # As long as the source, so that places in one are places in the other.
    lower = source.replace("\u0130", "i").lower()
    body = max(lower.find("<body"), 0)
    text, lower = source[body:], lower[body:]
    for tag in ("script", "style", "noscript", "template"):
        if f"<{tag}" in lower:
            text, lower = _without(text, lower, tag)
    if "<!--" in text and "-->" in text:
        text = _COMMENT.sub(" ", text) if text.count("<!--") < 2_000 else text
    return " ".join(_TAG.sub(" ", text).split())


def _without(text: str, lower: str, tag: str) -> tuple[str, str]:
    """A text, and the same in lower case, without the elements of a tag."""
    kept, position = [], 0
    while (start := lower.find(f"<{tag}", position)) >= 0:
        kept.append(slice(position, start))
        end = lower.find(f"</{tag}", start)
        close = text.find(">", end) if end >= 0 else -1
        position = close + 1 if close >= 0 else len(text)
    kept.append(slice(position, None))
    return " ".join(text[k] for k in kept), " ".join(lower[k] for k in kept)
