"""What happens to the sample sites within a week: a correction, a page taken away, a copy in the other script.

This module does not know who notices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crawler.samples import texts
from crawler.samples.server import Site
from crawler.samples.sites import express, japan, mainland
from crawler.samples.texts import Notice

CORRECTED = texts.MAINLAND[1]
CORRECTION = replace(
    CORRECTED, paragraphs=("前四个月快递业务量同比增长,西部增速略高于平均水平。", *CORRECTED.paragraphs[1:])
)
TAKEN_AWAY = texts.JAPAN[0]
COPIED = texts.MAINLAND[0]
# As another body passes it on: in the other script, under a headline of its own, signed.
COPY = Notice(
    "轉發汛期郵路安全通知",
    "2024-06-13",
    (
        "各單位要落實值班制度,汛期內每日報告郵路情況。",
        "會議強調,要堅持問題導向,明確責任,按時完成各項任務。",
        "下一步,將加強指導和督促檢查,確保取得實效。",
        "(秘書處)",
    ),
)


def let_pass(sites: Iterable[Site]) -> None:
    """Change what the served sites answer, in place: their addresses stay."""
    after = {
        "mainland": mainland([CORRECTION if n is CORRECTED else n for n in texts.MAINLAND]),
        "japan": japan([n for n in texts.JAPAN if n is not TAKEN_AWAY]),
        "express": express([COPY, *texts.EXPRESS]),
    }
    for site in sites:
        if changed := after.get(site.name):
            site.pages = changed.pages
