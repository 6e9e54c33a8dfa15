from dataclasses import replace
from datetime import date

from crawler.learning.siblings import check_profile, learn_article, selectors
from crawler.model import ArticleProfile, Entry
from crawler.page import Page, read_page
from crawler.reading.article import read_article

TODAY = date(2026, 1, 10)
TOPICS = {
    1: ("Harbour closed to large ships", "2025-11-03", "Divers found a wreck in the northern channel, and ships over ninety metres must wait outside until it is lifted."),
    2: ("New ferry line opens in spring", "2025-11-17", "Two ferries will leave every hour from the eastern quay, and children under twelve travel without a ticket all year."),
    3: ("Fees for berths stay as they are", "2025-12-01", "The council has voted to keep what fishing boats pay for a berth, although the costs of dredging went up by a tenth."),
}  # fmt: skip


def article(number: int) -> Page:
    title, day, text = TOPICS[number]
    menu = "".join(f"<li><a href=/c{i}>Column {i}</a></li>" for i in range(8))
    return read_page(
        f"""<html lang=en><head><title>{title} - Harbour Office</title></head><body>
        <div class=top><ul class=menu>{menu}</ul></div>
        <div class=page-title>Harbour Office</div>
        <div class=main><h2 class=tt>{number}. {title}</h2>
        <p class=info>Date: <span class=day>{day}</span> Source: Press desk</p>
        <div class=box><div class=wrap-text><p>{text}</p><p>{text[::-1]}</p><p>{text.upper()}</p>
        <p>The Harbour Office is open from Monday to Friday.</p><p><a href="/terms.pdf">Terms of use</a></p></div></div></div>
        </body></html>""".encode(),
        f"https://example.org/news/{number}.html",
    )


def entries() -> list[Entry]:
    return [Entry(f"https://example.org/news/{n}.html", title) for n, (title, _, _) in TOPICS.items()]


def learned() -> ArticleProfile:
    return learn_article([article(n) for n in TOPICS], entries(), today=TODAY)


def test_what_varies_is_article_and_what_repeats_is_frame() -> None:
    profile = learned()
    assert profile.body == ".wrap-text"
    assert profile.title == ".tt"
    assert profile.date == ".day"
    assert profile.language == "en"
    assert profile.frame == ("terms of use", "the harbour office is open from monday to friday.")
    assert profile.frame_links == ("https://example.org/terms.pdf",)
    assert profile.pages == 3


def test_a_page_is_read_by_what_its_siblings_taught() -> None:
    profile = learn_article([article(1), article(2)], entries()[:2], today=TODAY)
    got = read_article(article(3), today=TODAY, profile=profile)
    title, day, text = TOPICS[3]
    assert got.title == title
    assert got.published is not None
    assert got.published.value == day
    assert got.body_text == "\n\n".join([text, text[::-1], text.upper()])
    assert got.issuer == "Press desk"
    assert got.attachments == ()
    assert {e.place for e in (*got.evidence["title"], *got.evidence["body"], *got.evidence["published"])} == {
        "profile .tt",
        "profile .wrap-text",
        "profile .day",
    }
    assert got.flags == ()


def test_a_body_that_vanished_is_told_and_the_page_still_read() -> None:
    profile = replace(learned(), body=".gone")
    got = read_article(article(1), today=TODAY, profile=profile)
    assert "profile-body-missing" in got.flags
    assert TOPICS[1][2] in got.body_text
    assert check_profile(profile, article(1)) == "the article's body is not where it was learned to be"
    assert check_profile(learned(), article(1)) == ""


def test_one_page_teaches_nothing() -> None:
    assert learn_article([article(1)], entries()[:1], today=TODAY) == ArticleProfile(pages=1)


def test_pages_that_do_not_agree_teach_no_body() -> None:
    other = read_page(
        b"<html><body><article><p>"
        + b"Quite another page, from another template. " * 9
        + b"</p></article></body></html>",
        "https://example.org/x",
    )
    assert learn_article([article(1), other], [None, None], today=TODAY).body == ""


def test_the_same_page_twice_teaches_no_body() -> None:
    assert learn_article([article(1), article(1)], [None, None], today=TODAY).body == ""


def test_selectors_are_names_that_a_person_wrote() -> None:
    root = read_page(
        b'<div id=main><p class="css-1x2y3z lead" id="p20240501123">x</p></div>', "https://example.org/"
    ).root
    assert root is not None
    found = selectors(next(root.iter("p")))
    assert found[:2] == [".lead", "p.lead"]
    assert "#main > .lead" in found
    assert not [s for s in found if "css-" in s or "2024" in s]
