import pytest

from crawler.listing.shells import lies, needs_browser
from crawler.page import read_page
from tests.listing.saved import PAGES, saved, shown

PROSE = "<p>" + "The board met on Monday and heard the harbour master's report in full. " * 12 + "</p>"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("<div id='app'></div><script src='/js/chunk-vendors.3f.js'></script>", "empty shell"),
        ("<app-root></app-root><script src='main.1a2b.js'></script>", "empty shell"),
        ("<div id='__next'><span>Loading…</span></div>", "empty shell"),
        ("<header>Board</header><script type='module' src='/assets/index-9f.js'></script>", "bundles"),
        ("<noscript>Please enable JavaScript to view this page.</noscript>", "asks for JavaScript"),
        ("<ul><li v-for='n in news'><a :href='n.url'>{{ n.title }}</a></li></ul>", "templates"),
    ],
)
def test_a_page_for_browsers_only_says_why(body: str, word: str) -> None:
    assert word in (needs_browser(shown(body)) or "")


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='app'>{PROSE}</div><script src='/js/app.js'></script>",
        f"<div id='root'></div>{PROSE}",
        "<ul>"
        + "".join(f"<li><a href='/n/{i}'>Notice {i} of the harbour board</a></li>" for i in range(5))
        + "</ul><div id='app'></div>",
        f"{PROSE}<code>{{{{ a }}}}</code>",
        "<p>No news at present.</p>",
    ],
)
def test_what_can_be_read_needs_no_browser(body: str) -> None:
    assert needs_browser(shown(body)) is None


@pytest.mark.parametrize(
    "body",
    [
        "<h1>404</h1>",
        "<h1>Page not found</h1><p>Try the search.</p>",
        "<div class='msg'>您访问的页面不存在或已删除</div><a href='/'>返回首页</a>",
        "<h2>ページが見つかりません</h2>",
        "<h1>Seite nicht gefunden</h1>",
        "<h1>Page introuvable</h1>",
        "<h1>Страница не найдена</h1>",
        "<h1>HTTP 500 - Internal Server Error</h1>",
        "<p>文章已被删除</p>",
    ],
)
def test_an_error_page_is_one_whatever_its_status(body: str) -> None:
    assert lies(shown(body)) == "error-page"


def test_an_answer_that_only_reports_an_error() -> None:
    assert lies(read_page(b'{"code":404,"message":"not found","data":null}', "https://a.example/api")) == "error-page"
    assert lies(read_page(b'{"code":200,"data":{"list":[{"title":"A"}]}}', "https://a.example/api")) is None


@pytest.mark.parametrize("title", ["Sign in", "登录", "ログイン", "Anmelden", "Iniciar sesión", "Вход"])
def test_a_login_page_is_no_list(title: str) -> None:
    body = f"<h1>{title}</h1><form><input name='u'><input type='password' name='p'><button>OK</button></form>"
    assert lies(shown(body)) == "login-page"


@pytest.mark.parametrize(
    "body",
    [
        PROSE,
        f"<h1>Lost and not found: the harbour master's cat</h1>{PROSE * 4}",
        "<form><input type='password'></form>"
        + "".join(f"<li><a href='/n/{i}'>Notice {i} of the harbour board</a></li>" for i in range(5)),
        "<h1>Route 404 reopens</h1><p>The road is open again from Monday on.</p>",
    ],
)
def test_true_pages_do_not_lie(body: str) -> None:
    assert lies(shown(body)) is None


@pytest.mark.parametrize(
    "name", sorted(path.name for path in PAGES.glob("*") if path.suffix in (".html", ".xml", ".json", ".rdf"))
)
def test_the_saved_pages_do_not_lie(name: str) -> None:
    assert lies(saved(name, "https://a.example/")) is None
