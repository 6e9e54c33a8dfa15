"""Pages that came with status 200 and are not what they seem: shells, error pages, login pages.

This module does not know challenges (challenge.py), nor how a shell is rendered.
"""

from __future__ import annotations

import re

import lxml.etree
import lxml.html

from crawler.listing.headlines import shows_headlines
from crawler.normalise.text import fold
from crawler.page import Page

_ROOTS = frozenset(
    {"app", "root", "__next", "__nuxt", "q-app", "svelte", "gatsby", "___gatsby", "react-root", "ember-app", "main-app"}
)
_ROOT_TAGS = frozenset({"app-root", "app", "my-app", "vue-app", "router-outlet"})
_BUNDLE = re.compile(
    r"(?:main|app|index|bundle|chunk|vendor|runtime|polyfills|umi|manifest)[\w.~\-]{0,60}\.m?js(?:\?|$)", re.I
)
_TEMPLATE = re.compile(r"\{\{[^{}]{1,120}\}\}|<%=[^%]{1,120}%>|\$\{[\w.]{1,80}\}")
_JS_WANTED = re.compile(
    r"enable javascript|javascript (?:is )?(?:required|disabled)|without javascript|启用\s?javascript|開啟\s?javascript|"
    r"javascript を有効|javascript aktivieren|activer javascript|activar javascript|включите javascript|habilite o javascript",
    re.I,
)
_ERROR = re.compile(
    r"page (?:was |could )?(?:not|cannot) (?:be )?found|(?:error|http)\W{0,3}(?:404|403|500|502|503)\b|\b(?:404|403|500|502|503)\W{1,4}(?:error|not found|"
    r"forbidden|page|internal|service|bad)|^\W*404\W*$|not found$|^not found|does(?: not|n't) exist|no longer (?:available|exists)|"
    r"internal server error|service (?:temporarily )?unavailable|bad gateway|access (?:is )?denied|^forbidden|server error in|"
    r"页面(?:不存在|未找到|找不到|已删除|走丢|丢失)|(?:找不到|无法找到|未找到|没有找到)(?:您|你)?(?:要|想|所)?(?:访问|请求|查找|找)?的?(?:页面|网页|文件|内容)|"
    r"(?:访问|请求|浏览)的(?:页面|网页|内容|文章|信息|资源)(?:不存在|已|未|无法|可能)|文章(?:不存在|已被?删除)|信息不存在|系统(?:错误|异常|维护)|网站维护|"
    r"頁面不存在|找不到(?:您|你)?(?:要|所)?(?:的)?(?:頁面|網頁)|網頁不存在|無此頁面|查無(?:此|資料)|ページが?(?:は)?(?:見つかりません|存在しません)|"
    r"お探しのページ|페이지를 찾을 수|존재하지 않는 페이지|seite (?:wurde )?(?:leider )?nicht gefunden|page (?:est )?introuvable|page non trouv[ée]e|"
    r"p[áa]gina no (?:encontrada|existe)|p[áa]gina n[ãa]o (?:foi )?encontrada|pagina non trovata|pagina niet gevonden|sidan (?:kunde inte|hittades inte)|"
    r"siden (?:blev ikke|ble ikke|findes ikke|finnes ikke)|sivua ei löyd|strona nie (?:została znaleziona|istnieje)|nie znaleziono strony|"
    r"stránk[ay] (?:nebyla nalezena|nenalezena|nebola nájdená|neexistuje)|az oldal nem található|страница не (?:найдена|существует)|сторінк[уа] не знайден|"
    r"страницата не е намерена|η σελίδα δεν βρέθηκε|sayfa bulunamadı|الصفحة غير موجودة|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|הדף (?:המבוקש )?(?:לא נמצא|אינו קיים)|"
    r"ไม่พบหน้า|không tìm thấy trang|trang không tồn tại|halaman tidak ditemukan|पृष्ठ नहीं मिला",
    re.I,
)
_LOGIN = re.compile(
    r"\blog ?in\b|\bsign ?in\b|\blogon\b|登录|登錄|登入|ログイン|로그인|anmeld|einloggen|connexion|se connecter|iniciar sesi[óo]n|acceder|"
    r"entrar|accedi|inloggen|logga in|logg inn|log ind|kirjaudu|zaloguj|logowanie|přihl[áa][sš]|prihl[áa]s|bejelentkez|войти|вход|увійти|σύνδεση|"
    r"oturum aç|giriş|تسجيل الدخول|ورود|התחבר|כניסה|เข้าสู่ระบบ|đăng nhập|masuk",
    re.I,
)
_UNSEEN = frozenset({"script", "style", "noscript", "template", "select", "option", "textarea"})
_ENOUGH = 4_000
_ROOT_TEXT = 60
_SHELL_TEXT = 250
_ERROR_TEXT = 900


def needs_browser(page: Page) -> str | None:
    """Why a page shows its list only in a browser, in one sentence; None when there is something to read.

    An empty shell shows hardly any text and links, and has a script application's empty root, its
    bundles, unfilled templates, or asks for JavaScript.
    """
    root = page.root
    if root is None:
        return None
    if shows_headlines(page, 3):
        return _unfilled(page)
    shown = _shown(page)
    links = sum(1 for a in root.iter("a") if (a.get("href") or "").strip("# "))
    if len(shown) > _SHELL_TEXT or links > 12:
        return _unfilled(page)
    for element in root.iter():
        is_root = isinstance(element.tag, str) and (element.get("id") in _ROOTS or element.tag in _ROOT_TAGS)
        if is_root and len(_first_text(element)) <= _ROOT_TEXT:
            return f"the page is an empty shell: its <{element.tag!s}> is filled by a script"
    scripts = [script.get("src") or "" for script in root.iter("script")]
    bundles = sum(_BUNDLE.search(src) is not None for src in scripts)
    if bundles and len(shown) <= _SHELL_TEXT:
        return f"the page shows {len(shown)} characters and loads {bundles} script bundles that build the rest"
    if _JS_WANTED.search(page.text[:200_000]):
        return "the page is empty and asks for JavaScript"
    return _unfilled(page)


def _unfilled(page: Page) -> str | None:
    """Rows that are templates: `<li v-for=…>{{ item.title }}</li>`, with neither headlines nor prose besides."""
    if "{{" not in page.text and "<%=" not in page.text:
        return None
    assert page.root is not None
    if shows_headlines(page) or sum(len(p.text or "") for p in page.root.iter("p")) > 400:
        return None
    if any(_TEMPLATE.search(str(box.text_content())[:400]) for box in page.root.iter("a", "li", "h3", "h2")):
        return "the page's rows are templates that a script fills"
    return None


def lies(page: Page) -> str | None:
    """What a page is that came with status 200 in place of a list or an article: "error-page" or "login-page"; else None."""
    root = page.root
    if root is None:
        return _data_lies(page)
    if shows_headlines(page, 8):
        return None
    shown = _shown(page)
    title = fold(root.findtext(".//title") or "")
    heads = [fold(str(h.text_content())) for h in root.iter("h1", "h2", "h3")][:6]
    short = len(shown) <= _ERROR_TEXT
    named = [text for text in (title, *heads) if 0 < len(text) <= 120]
    if len(shown) <= _ERROR_TEXT * 3 and any(_ERROR.search(text) for text in named):
        return "error-page"
    few = not shows_headlines(page, 3)
    if short and few and _ERROR.search(fold(shown)[:500]):
        return "error-page"
    if not (short and few and any((field.get("type") or "").lower() == "password" for field in root.iter("input"))):
        return None
    return "login-page" if len(shown) <= 300 or any(_LOGIN.search(text) for text in named) else None


def _data_lies(page: Page) -> str | None:
    """A JSON answer that only reports an error."""
    data = page.data
    if not isinstance(data, dict) or len(page.text) > 2_000:
        return None
    holds_rows = any(isinstance(value, list | dict) and value for value in data.values())
    told = " ".join(str(data.get(key, "")) for key in ("message", "msg", "error", "errmsg", "errorMessage"))
    code = str(data.get("status", data.get("code", "")))
    if not holds_rows and ("error" in data or _ERROR.search(fold(told)) or re.fullmatch(r"[45]\d\d", code)):
        return "error-page"
    return None


def _shown(page: Page) -> str:
    """The first _ENOUGH characters of the text that a page shows; scripts, styles and the unseen left out."""
    if "shown" not in page.memo:
        assert page.root is not None
        body = page.root.find("body")
        page.memo["shown"] = _first_text(body if body is not None else page.root)
    shown: str = page.memo["shown"]
    return shown


def _first_text(box: lxml.html.HtmlElement) -> str:
    parts: list[str] = []
    length = 0
    walk = lxml.etree.iterwalk(box, events=("start", "end"))
    for event, element in walk:
        if event == "start" and (not isinstance(element.tag, str) or element.tag in _UNSEEN):
            walk.skip_subtree()
            continue
        text = element.text if event == "start" else element.tail if element is not box else None
        if text and not text.isspace():
            parts.append(text)
            length += len(text)
            if length > _ENOUGH:
                break
    return " ".join(" ".join(parts).split())
