"""The words of the sample sites: news that never happened, in the manner of those that do.

This module does not know how a site shows them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news: title, day (`YYYY-MM-DD`), paragraphs."""

    title: str
    day: str
    paragraphs: tuple[str, ...]


def _filled(rows: list[tuple[str, str, str]], body: tuple[str, ...]) -> list[Notice]:
    return [Notice(title, day, (first, *body)) for title, day, first in rows]


EXPRESS = _filled(
    [
        (
            "協會發佈春季快遞服務質量報告",
            "2024-05-14",
            "協會今日發佈春季快遞服務質量報告,全國平均時效較上一季縮短兩小時。",
        ),
        ("綠色包裝聯盟在海港城市成立", "2024-04-30", "綠色包裝聯盟昨日在海港城市成立,首批成員三十二家。"),
        ("冷鏈運輸標準公開徵求意見", "2024-04-19", "冷鏈運輸標準自即日起公開徵求意見,為期三十日。"),
        ("末端網點備案系統完成升級", "2024-03-28", "末端網點備案系統完成升級,辦理時間由五日縮短為一日。"),
        ("行業技能競賽決賽落幕", "2024-03-11", "行業技能競賽決賽落幕,十二名選手獲得稱號。"),
        ("關於春節期間服務安排的說明", "2024-02-02", "春節期間各企業安排輪班,保證基本服務不中斷。"),
    ],
    (
        "有關負責人表示,下一階段將繼續完善制度,支持企業提高效率,並定期向社會公佈進展。",
        "各會員單位如有意見,可在工作日與秘書處聯繫。",
    ),
)

MAINLAND = _filled(
    [
        ("关于做好汛期邮路安全保障工作的通知", "2024-06-03", "各单位要落实值班制度,汛期内每日报告邮路情况。"),
        ("前四个月快递业务量保持增长", "2024-05-20", "前四个月快递业务量同比增长,中西部增速高于平均水平。"),
        ("农村寄递物流服务站建设推进会召开", "2024-05-08", "会议要求年底前实现建制村服务站全覆盖。"),
        ("公布一批行业标准目录", "2024-04-22", "本批目录共收入标准十七项,自公布之日起实施。"),
        ("开展个人信息保护专项检查", "2024-04-07", "专项检查历时两个月,重点为面单信息的保护。"),
        ("镕基路邮政大厅恢复营业", "2024-03-25", "镕基路邮政大厅完成改造,今日恢复营业,窗口增至喆字八号。"),
    ],
    ("会议强调,要坚持问题导向,明确责任,按时完成各项任务。", "下一步,将加强指导和督促检查,确保取得实效。"),
)

TAIWAN = _filled(
    [
        ("公告115年度郵件處理設備維護採購案", "2024-05-01", "本案採公開招標方式辦理,投標期限至五月三十一日止。"),
        ("郵局夏季營業時間調整公告", "2024-04-25", "自六月起部分郵局延長營業至晚間七時。"),
        ("物流業者座談會報名開始", "2024-04-12", "座談會名額一百人,額滿為止。"),
        ("防範詐騙簡訊提醒", "2024-03-29", "近日有不法人士假冒郵局發送簡訊,請民眾留意。"),
        ("偏鄉投遞服務滿意度調查結果", "2024-03-15", "整體滿意度達九成,較前次調查提高。"),
    ],
    ("相關資訊將持續公布於本網站,請民眾多加利用。", "如有疑問,請於上班時間洽詢服務專線。"),
)

DAHAN = _filled(
    [
        ("全省交通物流工作会议召开", "2024-05-16", "会议总结了去年的工作,部署了今年的任务。"),
        ("内河集装箱航线新增两条", "2024-05-09", "两条航线每周各开行三班,全程用时四十小时。"),
        ("公路货运站场名录更新", "2024-04-28", "更新后的名录共有站场一百零六处。"),
        ("港口作业收费目录清单公示", "2024-04-11", "公示期七个工作日,欢迎监督。"),
        ("船舶岸电使用率明显提高", "2024-03-19", "一季度岸电使用次数较去年同期增长四成。"),
        ("道路运输车辆年审提醒", "2024-03-05", "请经营者在到期前一个月内办理年审。"),
    ],
    ("各市要结合实际,制定具体办法,抓好落实。", "有关情况请及时报告省厅办公室。"),
)

CUSTOMS = _filled(
    [
        ("跨境电子商务零售进口清单调整说明", "2024-05-23", "此次调整增加商品十一项,自六月一日起施行。"),
        ("口岸通关时间压缩情况通报", "2024-05-10", "进口整体通关时间较上年同期缩短百分之六。"),
        ("企业信用管理办法修订发布", "2024-04-26", "修订后的办法简化了认证程序。"),
        ("年度统计数据发布日程公布", "2024-04-03", "各月数据将于次月上旬发布。"),
        ("国际邮件互换局扩建工程开工", "2024-03-21", "工程建成后日处理能力将翻一番。"),
    ],
    ("具体要求见相关公告,由归口部门负责解释。", "联系方式请见办事指南。"),
)

JAPAN = _filled(
    [
        ("物流効率化に関する検討会の開催について", "2024-06-10", "物流効率化に関する検討会を下記のとおり開催します。"),
        ("郵便局窓口の営業時間変更のお知らせ", "2024-05-27", "一部の郵便局で窓口の営業時間を変更します。"),
        ("トラック輸送の実態調査結果を公表しました", "2024-05-27", "荷待ち時間は平均で一時間を下回りました。"),
        ("離島航路の補助制度の見直し案", "2024-04-15", "見直し案に対する意見を募集します。"),
        ("宅配便の再配達率は過去最低", "2024-04-01", "再配達率は調査開始以来最も低くなりました。"),
    ],
    ("詳細は別紙をご覧ください。今後の予定は決まり次第お知らせします。", "問い合わせ先:総務課広報係。"),
)

HARBOUR = _filled(
    [
        (
            "Harbour Post opens a sorting hall for parcels",
            "2024-05-29",
            "The new hall handles twelve thousand parcels an hour.",
        ),
        (
            "Consultation on rural delivery standards begins",
            "2024-05-15",
            "Responses are invited until the end of July.",
        ),
        (
            "Statistics of letter volumes for the first quarter",
            "2024-04-24",
            "Letter volumes fell by four per cent on the year.",
        ),
        (
            "Appointment of the ombudsman for postal complaints",
            "2024-04-09",
            "The ombudsman takes office on the first of May.",
        ),
        ("Warning of false delivery messages", "2024-03-18", "Customers report text messages that ask for a fee."),
    ],
    (
        "The authority will publish a report on the results in the autumn and will hold meetings in each of the districts.",
        "Further information is available from the press office during working hours.",
    ),
)

TARIFFS = _filled(
    [
        ("Anhang 3: Entgelte für Pakete (Stand Mai)", "2024-05-02", ""),
        ("Jahresbericht der Aufsicht über die Zustelldienste", "2024-04-16", ""),
        ("Amtsblatt: Verzeichnis der zugelassenen Spediteure", "2024-03-27", ""),
        ("Merkblatt zur Beförderung gefährlicher Güter", "2024-02-20", ""),
    ],
    (),
)
