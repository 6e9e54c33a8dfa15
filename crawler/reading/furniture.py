"""What on a page is furniture: told by element, class, id and role, and by the words of short texts.

Names are hints that most CMS products and themes share; no site's own names are here.

This module does not know which part of a page is the article: callers weigh a hint against the text
that would go with it.
"""

from __future__ import annotations

import re

import lxml.html

from crawler.normalise.remembering import remembered

# Never text that a reader reads.
DEAD = frozenset(
    "script style noscript template head title svg math canvas object embed applet map audio video source track "
    "input select option textarea button datalist output progress meter dialog nav menu footer".split()
)
# Wrappers whose class says much about their parts and nothing about themselves.
_NEVER = frozenset(("html", "body", "main", "article", "h1", "td", "tbody", "table", "figcaption"))

# Whole words of a class or id, as split at hyphens, underscores and camel humps.
_WORDS = frozenset(
    """
    ad ads adv advert adverts advertisement advertising advertorial adsense banner banners sponsor sponsored
    breadcrumb breadcrumbs crumbs byline bylines bio comment comments commenting disqus respond replies cookie
    cookies consent gdpr footer foot masthead menu nav navi navbar navigation newsletter newsletters subscribe
    subscription subscriptions signup signin login register registration outbrain taboola pager pagination paging
    popup modal overlay lightbox tooltip popover dropdown printer promo promos promotion promoted promobox recirc
    recirculation recommended recommendation recommendations related relatedposts share shares sharing sharebar
    sharedaddy shareaholic addthis addtoany jiathis bdshare bdsharebuttonbox sidebar sidenav social socials sociable
    skiplink tags taglist tagcloud tag-list toolbar trending donate donation qrcode ewm erweima copyright disclaimer
    screenreader visuallyhidden offscreen sronly postmeta entrymeta dateline timestamp permalink tablist searchbox
    searchform carousel gallery galleries slideshow slideshows rollover hovercard caption-toggle prevnext xgxw xgyd
    fenxiang dayin pinglun
    """.split()
)
# Words that mean furniture only when they are the whole name: themes use them as modifiers ("field--label-hidden").
_WHOLE = frozenset(
    "hidden hide invisible tools topics print toc rail utility skip rating ratings crumb metadata search widget widgets credit credits is-hidden display-none d-none search-form search-box widget-area print-only".split()
)
# Runs of words, joined by a hyphen, found anywhere in a name.
_RUNS = re.compile(
    r"(?:^|-)(?:most-(?:read|popular|viewed|shared|commented)|read-(?:more|next|also)|see-also|you-may|more-(?:on|from|stories|news|articles|posts)|"
    r"also-(?:read|like)|up-next|next-(?:up|post|article|story)|prev(?:ious)?-(?:post|article|story|next)|post-(?:nav|navigation|meta|tags|share|footer|author)|"
    r"article-(?:meta|tags|share|footer|tools|author|topics|info|actions)|entry-(?:meta|footer|tags|utility)|story-(?:meta|footer|tools|tags|share)|"
    r"author-(?:bio|box|info|card|profile|block|details|about)|about-(?:the-)?author|writer-bio|"
    r"sign-up|log-in|sign-in|call-to-action|cta|email-(?:signup|form|capture)|mailing-list|"
    r"back-to-top|to-top|font-size|text-size|screen-reader|visually-hidden|sr-only|element-invisible|print-(?:header|footer|logo|button|link)|next-prev|prev-next|(?:is|u|js|visually)-(?:hidden|hide)|search-(?:box|form|bar)|photo-credits?|image-credits?|article-credits?|"
    r"photo-credit|image-credit|read-time|reading-time|follow-us|side-bar|left-col(?:umn)?|right-col(?:umn)?|right-rail|"
    r"in-brief|fact-?box-links|top-stories|latest-(?:news|posts|stories)|popular-(?:posts|news|stories)|"
    r"teaser-list|link-list|slide-?show-nav|live-?fyre|fb-comments?|fb-like|tweet-button|follow-button)(?:-|$)"
)
# Names that hold a furniture word and yet are the article's own.
_SPARED = re.compile(
    r"(?:^|-)(?:(?:with|has|no|without|show|hide-on|not|is|enable|hidden|un)-[a-z]+|(?:article|entry|post|story|page|news|body|main|content)-?(?:body|content|text|copy)|tweet|"
    r"v-news-content|ucap-content|articlebody|maincontent|richtext|rich-text)(?:-|$)"
)
# Posts that an article quotes are the article's own, whatever box they are in.
_QUOTED = re.compile(r"tweet|embed", re.I)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SPLIT = re.compile(r"[^a-z0-9]+")
_ROLES = frozenset(
    "navigation banner contentinfo search complementary menu menubar toolbar dialog alertdialog tooltip".split()
)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@remembered(20_000)
def named_furniture(name: str) -> bool:
    """Whether one class name or id speaks of furniture."""
    words = _HUMP.sub("-", name).lower()
    parts = [part for part in _SPLIT.split(words) if part]
    if len(name) > 120 or not parts:
        return False
    joined = "-".join(parts)
    if _SPARED.search(joined):
        return False
    return joined in _WHOLE or not _WORDS.isdisjoint(parts) or _RUNS.search(joined) is not None


@remembered(20_000)
def _any_named(names: str) -> bool:
    if _QUOTED.search(names):
        return False
    return any(named_furniture(name) for name in names.split()[:12])


def is_furniture(element: lxml.html.HtmlElement) -> bool:
    """Whether an element's class, id, role or style says that it is no part of an article."""
    tag = element.tag
    if tag in _NEVER:
        return False
    get = element.get
    names = get("class")
    if names and _any_named(names):
        return True
    ident = get("id")
    if ident and named_furniture(ident):
        return True
    role = get("role")
    if role and role in _ROLES:
        return True
    style = get("style")
    if style and _UNSEEN.search(style):
        return True
    return get("hidden") is not None or get("aria-hidden") == "true"
