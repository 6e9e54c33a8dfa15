from __future__ import annotations

from datetime import UTC, datetime

import opencc
import pytest

from crawler.dedupe.decide import decide
from crawler.errors import ConfigError
from crawler.keys import Source
from crawler.model import Article, Moment, Precision
from crawler.store import articles, stories
from crawler.store.database import Store
from crawler.store.runs import sync_source

NOW = datetime(2024, 5, 2, 8, 0, tzinfo=UTC)
NOTICE = [
    "市郵政局今日宣布,自六月一日起調整全市郵件投遞時間,早班提前至七時開始。",
    "調整後每個工作日投遞兩次,週末投遞一次,偏遠山區視道路情況另行安排。",
    "市民可以在各營業廳查詢新的投遞時間表,也可以撥打服務熱線諮詢。",
    "郵政局表示,這次調整是為了適應電子商務帶來的包裹數量增長。",
    "過去三年,全市包裹數量平均每年增長兩成以上,投遞人員卻沒有明顯增加。",
    "為此局方將招聘八十名投遞員,並添置四十輛電動三輪車。",
]
OTHER = [
    "海關總署公布上半年進出口統計數據,機電產品出口繼續保持增長勢頭。",
    "農產品進口方面,大豆和玉米數量有所下降,水果數量則明顯上升。",
    "統計部門負責人介紹,東部沿海口岸的通關時間進一步縮短。",
    "下半年將繼續推行無紙化申報,減少企業往返窗口的次數。",
]


@pytest.fixture
def three(store: Store) -> Store:
    for name in ("post", "city", "daily"):
        sync_source(store, Source(url=f"https://example.org/{name}", name=name))
    return store


def put(store: Store, source: str, number: int, title: str, text: str) -> int:
    url = f"https://example.org/{source}/{number}"
    article = Article(source, url, title, Moment("2024-05-01", Precision.DAY), body_text=text)
    saved = articles.save(store, decide(article, articles.known_article(store, url)), url, NOW, NOW)
    stories.join(store, saved, NOW)
    return saved


def copy_of(text: list[str]) -> str:
    """As another body prints it: simplified script, a lead and a signature, one sentence less."""
    kept = opencc.OpenCC("t2s").convert("\n\n".join(text[:3] + text[4:]))
    return f"本报讯 记者从有关部门获悉:\n\n{kept}\n\n来源:市邮政局 责任编辑:李明"


def tellers(store: Store) -> list[list[int]]:
    return [[t.id for t in story.tellers] for story in stories.latest(store, 10)]


def test_a_copy_in_the_other_script_tells_the_same_story(three: Store) -> None:
    first = put(three, "post", 1, "郵件投遞時間調整", "\n\n".join(NOTICE))
    put(three, "post", 2, "進出口統計", "\n\n".join(OTHER))
    copy = put(three, "city", 1, "下月起邮件早一小时送到", copy_of(NOTICE))
    (story,) = stories.latest(three, 10)
    assert [t.id for t in story.tellers] == [first, copy]
    assert story.title == "郵件投遞時間調整"
    assert story.likenesses[0] == 1.0
    assert 0.6 < story.likenesses[1] <= 1.0


def test_later_arrivals_join(three: Store) -> None:
    ids = [put(three, source, 1, source, copy_of(NOTICE)) for source in ("post", "city", "daily")]
    assert tellers(three) == [ids]


def test_what_was_split_by_hand_stays_split(three: Store) -> None:
    one, two = (put(three, source, 1, source, copy_of(NOTICE)) for source in ("post", "city"))
    (story,) = stories.latest(three, 10)
    assert stories.split(three, story.id, two, NOW) is None
    assert tellers(three) == []
    stories.join(three, two, NOW)
    assert tellers(three) == []
    late = put(three, "daily", 1, "daily", copy_of(NOTICE))
    assert tellers(three) == [[one, late]]
    stories.rebuild(three, NOW)
    assert tellers(three) == [[one, late]]


def test_a_form_filled_twice_by_one_source_is_two_stories(three: Store) -> None:
    put(three, "post", 1, "第一營業廳暫停服務", "\n\n".join(NOTICE))
    put(three, "post", 2, "第二營業廳暫停服務", "\n\n".join(NOTICE))
    assert tellers(three) == []


def test_bulletins_with_other_numbers_are_two_stories(three: Store) -> None:
    form = "本市{}月蔬菜平均批發價格為每公斤{}元,豬肉{}元,雞蛋{}元。" + "".join(OTHER)
    put(three, "post", 1, "五月價格", form.format(5, 11, 22, 33))
    put(three, "city", 1, "六月價格", form.format(6, 14, 25, 36))
    assert tellers(three) == []


def test_short_notices_need_the_same_words_and_headline(three: Store) -> None:
    put(three, "post", 1, "招標公告", "詳情請見附件,特此公告。")
    put(three, "city", 1, "停水通知", "詳情請見附件,特此公告。")
    assert tellers(three) == []
    put(three, "daily", 1, "招标公告", "详情请见附件,特此公告。")
    assert len(tellers(three)) == 1


def test_a_revision_that_copies_joins(three: Store) -> None:
    one = put(three, "post", 1, "投遞", "\n\n".join(NOTICE))
    two = put(three, "city", 1, "快讯", "稍后更新。")
    assert tellers(three) == []
    assert put(three, "city", 1, "快讯", copy_of(NOTICE)) == two
    assert tellers(three) == [[one, two]]


def test_words_that_name_no_story_are_refused(three: Store) -> None:
    put(three, "post", 1, "a", copy_of(NOTICE))
    put(three, "city", 1, "b", copy_of(NOTICE))
    with pytest.raises(ConfigError, match="no story 99"):
        stories.one(three, 99)
    (story,) = stories.latest(three, 1)
    with pytest.raises(ConfigError, match="is not in story"):
        stories.split(three, story.id, 99, NOW)
