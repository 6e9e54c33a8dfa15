"""Whole pages as the world's bodies build them, all texts made up: each with the rows that a reader would name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """A page and its rows: (address below the host, title, day or "")."""

    name: str
    country: str
    body: str
    rows: tuple[tuple[str, str, str], ...]
    path: str = "/news/"
    next: str = ""


def _page(main: str, *, menu: str = "", side: str = "", foot: str = "") -> str:
    menu = menu or "<a href='/'>Home</a> <a href='/about'>About the office</a> <a href='/contact'>Contact</a>"
    foot = foot or "<a href='/imprint'>Imprint</a> | <a href='/privacy'>Privacy</a> | <a href='/sitemap'>Site map</a>"
    return f"<div class='hd'>{menu}</div>{main}{side}<div class='ft'>{foot}<p>© 2026</p></div>"


def _build(form: str, rows: list[dict[str, str]]) -> str:
    return "\n".join(form.format(**row) for row in rows)


def _rows(
    prefix: str, titles: list[str], written: list[str], days: list[str], end: str = ".html"
) -> list[dict[str, str]]:
    return [
        {"u": f"{prefix}{n}{end}", "t": title, "w": day, "d": iso, "n": str(n)}
        for n, (title, day, iso) in enumerate(zip(titles, written, days, strict=True), 101)
    ]


def _want(rows: list[dict[str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((row["u"], row["t"], row["d"]) for row in rows)


SHAPES: list[Shape] = []


def _add(name: str, country: str, form: str, rows: list[dict[str, str]], around: str = "{}", **more: str) -> None:
    body = _page(around.replace("{}", _build(form, rows)), side=more.pop("side", ""), menu=more.pop("menu", ""))
    SHAPES.append(Shape(name, country, body, _want(rows), **more))


EN = [
    "Harbour office opens the northern ferry berth",
    "New rules for small fishing boats",
    "Tender for repairs of the old lighthouse",
    "Annual report of the pilots' service",
    "Winter timetable of the island line",
    "Safety notice on drifting containers",
]
FALL = ["2026-06-18", "2026-06-11", "2026-05-29", "2026-05-14", "2026-04-30", "2026-04-02"]

# Tables of the nineties, with font tags and spacer pictures.
_add(
    "font-tables",
    "US",
    "<tr><td width=12><img src='/i/dot.gif'></td><td><font face=Arial size=2><a href='{u}'><font color=navy>{t}</font></a>"
    "</font></td><td nowrap><font size=1>{w}</font></td></tr><tr><td colspan=3 bgcolor=silver><img src='/i/line.gif' height=1></td></tr>",
    _rows(
        "/news/", EN, ["06/18/2026", "06/11/2026", "05/29/2026", "05/14/2026", "04/30/2026", "04/02/2026"], FALL, ".htm"
    ),
    "<table border=0><tr><td><table width=600>{}</table></td></tr></table>",
)
# ASP.NET: a grid inside the page's form, paged by postback.
_add(
    "gridview",
    "GB",
    "<tr class='GridRow'><td><span id='gv_ctl{n}_lblDate'>{w}</span></td><td><a id='gv_ctl{n}_hl' href='{u}'>{t}</a></td><td>PDF</td></tr>",
    _rows(
        "/News/View.aspx?id=",
        EN,
        ["18/06/2026", "11/06/2026", "29/05/2026", "14/05/2026", "30/04/2026", "02/04/2026"],
        FALL,
        "",
    ),
    "<form method='post' action='/News/List.aspx' id='aspnetForm'><input type='hidden' name='__VIEWSTATE' value='abc='>"
    "<table id='gv'><tr><th>Date</th><th>Subject</th><th>File</th></tr>{}<tr class='pgr'><td colspan='3'><table><tr><td><span>1</span></td>"
    "<td><a href=\"javascript:__doPostBack('gv','Page$2')\">2</a></td><td><a href=\"javascript:__doPostBack('gv','Page$3')\">3</a></td></tr></table></td></tr></table></form>",
    path="/News/List.aspx",
    next="/News/List.aspx",
)
TH = [
    "ประกาศผลการคัดเลือกผู้รับทุนการศึกษา",
    "กรมฯ เปิดรับฟังความคิดเห็นร่างประกาศ",
    "รายงานสถานการณ์น้ำประจำสัปดาห์",
    "เชิญชวนร่วมกิจกรรมปลูกป่าชายเลน",
    "แจ้งปิดปรับปรุงระบบบริการออนไลน์",
]
_add(
    "thai-cards",
    "TH",
    "<div class='col-md-4'><div class='card'><a href='{u}'><img src='/img/{n}.jpg' alt=''></a><div class='card-body'>"
    "<h5 class='card-title'><a href='{u}'>{t}</a></h5><p class='text-muted'><i class='fa fa-calendar'></i> {w}</p></div></div></div>",
    _rows(
        "/th/news/",
        TH,
        ["18 มิถุนายน 2569", "๑๑ มิถุนายน ๒๕๖๙", "29 พ.ค. 2569", "14 พ.ค. 69", "30 เมษายน 2569"],
        FALL[:5],
        "",
    ),
    "<div class='row'>{}</div>",
)
AR = [
    "الوزارة تعلن نتائج المسابقة السنوية",
    "افتتاح مركز الخدمات الجديد في الميناء",
    "تعليمات بشأن مواعيد التسجيل للعام المقبل",
    "الهيئة تنشر التقرير الفصلي للمياه",
]
_add(
    "arabic-drupal",
    "EG",
    "<div class='views-row'><div class='views-field views-field-title'><span class='field-content'><a href='{u}' hreflang='ar'>{t}</a></span></div>"
    "<div class='views-field views-field-created'><span class='field-content'>{w}</span></div></div>",
    _rows("/ar/node/", AR, ["١٨ يونيو ٢٠٢٦", "11 يونيو 2026", "29 مايو 2026", "١٤/٠٥/٢٠٢٦"], FALL[:4], ""),
    "<div dir='rtl' class='view view-news'><div class='view-content'>{}</div>"
    "<nav class='pager'><ul><li class='pager__item is-active'><a href='?page=0'>1</a></li><li><a href='?page=1'>2</a></li>"
    "<li class='pager__item--next'><a href='?page=1' rel='next'>التالي</a></li></ul></nav></div>",
    next="/news/?page=1",
)
HE = [
    "הודעה על שינוי בשעות הקבלה במשרדים",
    "פרסום מכרז פומבי להפעלת המעבורת",
    "דוח הוועדה לאיכות הסביבה הוגש לשר",
    "הרשות מזהירה מפני הודעות מזויפות",
]
_add(
    "hebrew-gov",
    "IL",
    "<li><a href='{u}'><span class='date'>{w}</span><h3>{t}</h3><p>לפרטים נוספים ולהורדת המסמך המלא</p></a></li>",
    _rows("/he/pages/", HE, ["18.06.2026", "11 ביוני 2026", "29.05.26", "14 במאי 2026"], FALL[:4], ""),
    "<ul dir='rtl'>{}</ul>",
)
FA = [
    "وزارت راه از بهره‌برداری خط تازه خبر داد",
    "فراخوان مناقصه عمومی نوسازی اسکله",
    "گزارش سالانه سازمان آب منتشر شد",
    "اطلاعیه درباره زمان ثبت نام متقاضیان",
]
_add(
    "persian-portal",
    "IR",
    "<article class='news-item'><h2><a href='{u}' title='{t}'>{t}</a></h2><time>{w}</time><div class='lead'>متن خلاصه خبر در این بخش می‌آید.</div></article>",
    _rows("/fa/news/", FA, ["۲۸ خرداد ۱۴۰۵", "۱۴۰۵/۰۳/۲۱", "۸ خرداد ۱۴۰۵ - ۱۴:۳۰", "۱۴۰۵/۲/۲۴"], FALL[:4], ""),
    "<div dir='rtl'>{}</div>",
)
HI = [
    "मंत्रालय ने नई सिंचाई योजना की घोषणा की",
    "भर्ती परीक्षा के परिणाम घोषित",
    "पेयजल गुणवत्ता पर वार्षिक रिपोर्ट जारी",
    "निविदा सूचना: उत्तरी घाट की मरम्मत",
]
_add(
    "hindi-table",
    "IN",
    "<tr><td>{n}</td><td><a href='{u}' target='_blank'>{t}</a> <span class='size'>(245 KB)</span></td><td>{w}</td></tr>",
    _rows("/sites/default/files/", HI, ["18 जून 2026", "११ जून २०२६", "29-05-2026", "14/05/2026"], FALL[:4], ".pdf"),
    "<table class='table'><thead><tr><th>क्र.</th><th>शीर्षक</th><th>दिनांक</th></tr></thead><tbody>{}</tbody></table>",
)
VI = [
    "Bộ công bố kết quả khảo sát chất lượng nước",
    "Thông báo mời thầu sửa chữa cầu cảng phía bắc",
    "Hướng dẫn đăng ký tham gia hội thảo quốc gia",
    "Lịch tiếp công dân của lãnh đạo sở trong quý",
]
_add(
    "vietnamese-portal",
    "VN",
    "<div class='item-news'><a class='thumb' href='{u}'><img src='/i/{n}.jpg'></a><div class='title'><a href='{u}'>{t}</a></div>"
    "<span class='time'>{w}</span><p class='sapo'>Sáng nay, cơ quan đã tổ chức cuộc họp với các đơn vị.</p></div>",
    _rows(
        "/tin-tuc/",
        VI,
        ["Thứ năm, 18/06/2026 08:30", "Ngày 11 tháng 6 năm 2026", "(29/05/2026)", "14/05/2026 | 09:15"],
        FALL[:4],
        ".htm",
    ),
)
MY = [
    "ဝန်ကြီးဌာနက ရေအရည်အသွေး အစီရင်ခံစာ ထုတ်ပြန်",
    "တံတားသစ် ဖွင့်ပွဲ အခမ်းအနား ကျင်းပ",
    "တင်ဒါခေါ်ယူခြင်း ကြေညာချက်",
    "ပညာသင်ဆု လျှောက်ထားရန် ဖိတ်ခေါ်ခြင်း",
]
_add(
    "burmese-list",
    "MM",
    "<li><div><a href='{u}'>{t}</a></div><div class='post-date'>{w}</div></li>",
    _rows("/mm/news/", MY, ["၁၈ ဇွန် ၂၀၂၆", "၂၀၂၆-၀၆-၁၁", "၂၉ မေ ၂၀၂၆", "၁၄-၀၅-၂၀၂၆"], FALL[:4], ""),
    "<ul class='news'>{}</ul>",
)
TW = [
    "公告修正建築物消防安全設備查核要點",
    "本局辦理北港碼頭整修工程招標公告",
    "年度水質監測報告上網供民眾查閱",
    "轉知市立圖書館暑期開放時間調整",
]
_add(
    "minguo-table",
    "TW",
    "<tr><td data-title='序號'>{n}</td><td data-title='標題'><a href='{u}' title='{t}'>{t}</a></td><td data-title='發布單位'>秘書室</td><td data-title='發布日期'>{w}</td></tr>",
    _rows("News_Content.aspx?n=12&s=", TW, ["115-06-18", "115-06-11", "115-05-29", "115-05-14"], FALL[:4], ""),
    "<table><tr><th>序號</th><th>標題</th><th>發布單位</th><th>發布日期</th></tr>{}</table>"
    "<ul class='page'><li class='is-active'><a href='News.aspx?n=12&page=1'>1</a></li><li><a href='News.aspx?n=12&page=2'>2</a></li><li><a href='News.aspx?n=12&page=2'>下一頁</a></li></ul>",
    path="/News.aspx?n=12",
    next="/News.aspx?n=12&page=2",
)
JA = [
    "北埠頭改修工事に係る一般競争入札の公告",
    "水道水質検査結果の公表について",
    "夏季の図書館開館時間を変更します",
    "地域交通協議会の議事概要を掲載しました",
]
_add(
    "reiwa-definition-list",
    "JP",
    "<dt>{w}</dt><dd><span class='icon'>お知らせ</span><a href='{u}'>{t}</a></dd>",
    _rows("/houdou/", JA, ["令和8年6月18日", "令和８年６月１１日", "令和8年5月29日（金）", "R8.5.14"], FALL[:4]),
    "<dl class='topics'>{}</dl>",
)
KO = [
    "북항 부두 보수공사 입찰 공고",
    "2026년 상반기 수질검사 결과 공개",
    "여름철 도서관 운영시간 변경 안내",
    "지역교통 공청회 결과를 알려드립니다",
]
_add(
    "korean-board",
    "KR",
    "<tr><td>{n}</td><td class='title'><a href='{u}'>{t}</a> <img src='/img/new.gif' alt='새글'></td><td>홍보담당관</td><td>{w}</td><td>1{n}</td></tr>",
    _rows(
        "/board/view.do?boardId=BBS_07&dataSid=",
        KO,
        ["2026.06.18", "2026.06.11", "2026.05.29", "2026.05.14"],
        FALL[:4],
        "",
    ),
    "<table class='board_list'><thead><tr><th>번호</th><th>제목</th><th>담당부서</th><th>작성일</th><th>조회</th></tr></thead><tbody>"
    "<tr class='notice'><td>공지</td><td class='title'><a href='/board/view.do?boardId=BBS_07&dataSid=9'>[공지] 홈페이지 점검 안내</a></td><td>홍보담당관</td><td>2025.01.07</td><td>9001</td></tr>{}</tbody></table>",
    path="/board/list.do?boardId=BBS_07",
)
SHAPES[-1] = Shape(
    SHAPES[-1].name,
    SHAPES[-1].country,
    SHAPES[-1].body,
    (("/board/view.do?boardId=BBS_07&dataSid=9", "홈페이지 점검 안내", "2025-01-07"), *SHAPES[-1].rows),
    SHAPES[-1].path,
)
_add(
    "wordpress-hatom",
    "DE",
    "<article id='post-{n}' class='post-{n} post type-post hentry category-presse'><header class='entry-header'><h2 class='entry-title'>"
    "<a href='{u}' rel='bookmark'>{t}</a></h2><div class='entry-meta'><a href='{u}'><time class='entry-date published' datetime='{d}T09:00:00+02:00'>{w}</time></a>"
    " von <a href='/author/redaktion/'>Redaktion</a> in <a href='/category/presse/'>Presse</a></div></header><div class='entry-summary'><p>Ein kurzer Vorspann zum Thema. "
    "<a class='more-link' href='{u}'>Weiterlesen</a></p></div></article>",
    _rows(
        "/2026/",
        [
            "Hafenamt eröffnet die nördliche Fähranlage",
            "Neue Regeln für kleine Fischerboote",
            "Ausschreibung zur Sanierung des Leuchtturms",
            "Jahresbericht der Lotsenbrüderschaft",
        ],
        ["18. Juni 2026", "11. Juni 2026", "29. Mai 2026", "14. Mai 2026"],
        FALL[:4],
        "/",
    ),
    "<main>{}<nav class='navigation posts-navigation'><div class='nav-previous'><a href='/news/page/2/'>Ältere Beiträge</a></div></nav></main>",
    side="<aside class='widget-area'><h2>Archiv</h2><ul><li><a href='/2026/06/'>Juni 2026</a></li><li><a href='/2026/05/'>Mai 2026</a></li><li><a href='/2026/04/'>April 2026</a></li></ul></aside>",
    next="/news/page/2/",
)
_add(
    "joomla-category",
    "PL",
    "<tr class='cat-list-row{n}'><td headers='categorylist_header_title' class='list-title'><a href='{u}'>\n\t\t\t{t}</a></td>"
    "<td headers='categorylist_header_date' class='list-date small'>{w}</td><td class='list-hits'><span class='badge'>Odsłon: 5{n}</span></td></tr>",
    _rows(
        "/index.php/aktualnosci/",
        [
            "Otwarcie nowego mostu przez rzekę",
            "Raport o jakości wody pitnej w gminie",
            "Przetarg na remont nabrzeża północnego",
            "Zmiana godzin pracy biblioteki latem",
        ],
        ["18 czerwiec 2026", "11 czerwca 2026", "29 maj 2026", "14 maja 2026"],
        FALL[:4],
        "-wpis",
    ),
    "<form action='/index.php/aktualnosci' method='post'><table class='category table'><tbody>{}</tbody></table></form>",
    path="/index.php/aktualnosci",
)
_add(
    "typo3-news",
    "AT",
    "<div class='article articletype-0' itemscope='itemscope' itemtype='http://schema.org/Article'><div class='header'><h3><a title='{t}' href='{u}'><span itemprop='headline'>{t}</span></a></h3></div>"
    "<div class='teaser-text'><div itemprop='description'><p>Kurzer Text der Meldung.</p></div><a class='more' title='{t}' href='{u}'>Weiterlesen</a></div>"
    "<div class='footer'><p><span class='news-list-date'><time itemprop='datePublished' datetime='{d}'>{w}<meta itemprop='datePublished' content='{d}'></time></span></p></div></div>",
    _rows(
        "/presse/detail/",
        [
            "Landesrat stellt Wasserbericht vor",
            "Brücke über die Ache wieder offen",
            "Förderung für neun Schulen beschlossen",
            "Warnung vor gefälschten Briefen",
        ],
        ["18.06.2026", "11.06.2026", "29.05.2026", "14.05.2026"],
        FALL[:4],
        "",
    ),
    "<div class='news'><div class='news-list-view'>{}</div></div>",
)
_add(
    "sharepoint-hashed",
    "CA",
    "<div role='listitem' class='ms-List-cell'><div class='row_a7f3c{n}'><a data-automation-id='newsItemTitle' class='title_9b1c{n} ms-Link' href='{u}'>{t}</a><div class='meta_4e2d{n}'><span>{w}</span><span>48 views</span></div></div></div>",
    _rows(
        "/sites/News/SitePages/n",
        EN,
        ["June 18, 2026", "June 11, 2026", "May 29, 2026", "May 14, 2026", "April 30, 2026", "April 2, 2026"],
        FALL,
        ".aspx",
    ),
    "<div role='list'>{}</div>",
)
_add(
    "react-hashed-classes",
    "FR",
    "<a class='sc-{n}kXz jsx-3910{n}' href='{u}'><div class='css-{n}a1'><p class='css-9d{n}'>{w}</p><p class='css-1x{n}q'>{t}</p><span class='css-0{n}'>Lire la suite</span></div></a>",
    _rows(
        "/actualites/",
        [
            "Le port inaugure le quai des ferries",
            "Nouvelles règles pour les petits bateaux",
            "Appel d'offres pour le phare",
            "Rapport annuel du service des eaux",
        ],
        ["18 juin 2026", "11 juin 2026", "29 mai 2026", "14 mai 2026"],
        FALL[:4],
        "",
    ),
    "<div class='css-grid'>{}</div>",
)
_add(
    "press-pdf-list-with-language-twins",
    "CH",
    "<p class='pm'><b>{w}</b> – {t} (<a href='{u}'>PDF, 120 KB</a>)</p>",
    _rows(
        "/medien/pm-",
        [
            "Kanton eröffnet die neue Brücke über den Fluss",
            "Bericht zum Trinkwasser liegt vor",
            "Offene Stelle der Hafenaufsicht ausgeschrieben",
            "Neun Schulen erhalten Geld für Labore",
        ],
        ["18.06.2026", "11.06.2026", "29.05.2026", "14.05.2026"],
        FALL[:4],
        ".pdf",
    ),
    "<div id='content'><h1>Medienmitteilungen</h1>{}</div>",
    menu="<a href='/de/news/'>Deutsch</a> <a href='/fr/news/'>Français</a> <a href='/it/news/'>Italiano</a> <a href='/rm/news/'>Rumantsch</a>",
)
_add(
    "archive-by-years",
    "GR",
    "<li><a href='{u}'>{t}</a> <small>({w})</small></li>",
    _rows(
        "/deltia/",
        [
            "Άνοιξε η νέα γέφυρα στον ποταμό",
            "Έκθεση για την ποιότητα του νερού",
            "Διαγωνισμός για την επισκευή της προβλήτας",
            "Αλλαγή ωραρίου της βιβλιοθήκης",
        ],
        ["18 Ιουνίου 2026", "11 Ιουν. 2026", "29 Μαΐου 2026", "14/5/2026"],
        FALL[:4],
        "",
    ),
    "<h3>2026</h3><ul>{}</ul><h3>2025</h3><ul><li><a href='/deltia/90'>Ετήσια έκθεση του οργανισμού υδάτων</a> <small>(3 Δεκεμβρίου 2025)</small></li>"
    "<li><a href='/deltia/89'>Πρόσκληση σε δημόσια διαβούλευση</a> <small>(20 Νοεμβρίου 2025)</small></li></ul>",
)
SHAPES[-1] = Shape(
    SHAPES[-1].name,
    SHAPES[-1].country,
    SHAPES[-1].body,
    (
        *SHAPES[-1].rows,
        ("/deltia/90", "Ετήσια έκθεση του οργανισμού υδάτων", "2025-12-03"),
        ("/deltia/89", "Πρόσκληση σε δημόσια διαβούλευση", "2025-11-20"),
    ),
)
_add(
    "hot-list-and-calendar-beside",
    "ES",
    "<div class='noticia'><span class='fecha'><span class='dia'>{w}</span></span><h4><a href='{u}'>{t}</a></h4></div>",
    _rows(
        "/noticias/",
        [
            "El puerto inaugura el muelle norte",
            "Nuevas normas para barcos pequeños",
            "Licitación para reparar el viejo faro",
            "Informe anual de calidad del agua",
        ],
        ["18 jun 2026", "11 jun 2026", "29 may 2026", "14 may 2026"],
        FALL[:4],
        "",
    ),
    "<section class='contenido'>{}</section>",
    side="<div class='calendario'><table><tr><td><a href='/agenda/2026-06-01'>1</a></td><td><a href='/agenda/2026-06-02'>2</a></td><td><a href='/agenda/2026-06-03'>3</a></td>"
    "<td><a href='/agenda/2026-06-04'>4</a></td><td><a href='/agenda/2026-06-05'>5</a></td></tr></table></div>"
    "<div class='mas-vistas'><h5>Lo más visto</h5><ol><li><a href='/noticias/31'>Convocatoria de becas de formación marítima</a></li><li><a href='/noticias/22'>Horario de verano de las oficinas</a></li>"
    "<li><a href='/noticias/18'>Aviso sobre contenedores a la deriva</a></li></ol></div>",
)
_add(
    "rows-whole-li-onclick",
    "CN",
    "<li onclick=\"window.open('{u}')\"><p class='t'>{t}</p><em>{w}</em></li>",
    _rows(
        "/art/",
        [
            "市水务局发布全年饮用水水质报告",
            "北港码头维修工程招标公告",
            "关于调整图书馆暑期开放时间的通知",
            "区域交通规划听证会结果公示",
        ],
        ["2026-06-18", "2026-06-11", "2026-05-29", "2026-05-14"],
        FALL[:4],
    ),
    "<ul class='list'>{}</ul>",
)
_add(
    "bare-lines-with-breaks",
    "NL",
    "{w}: <a href='{u}'>{t}</a><br>",
    _rows(
        "/nieuws/",
        [
            "Havendienst opent noordelijke veersteiger",
            "Nieuwe regels voor kleine vissersboten",
            "Aanbesteding herstel oude vuurtoren",
            "Jaarverslag van de loodsdienst",
        ],
        ["18-06-2026", "11-06-2026", "29-05-2026", "14-05-2026"],
        FALL[:4],
    ),
    "<td class='main'><b>Nieuws</b><br><br>{}</td>",
)
_add(
    "aem-cards-with-types",
    "AU",
    "<li class='cmp-list__item'><article><a class='cmp-list__item-link' href='{u}'><span class='tag'>Media release</span><span class='cmp-list__item-title'>{t}</span>"
    "<span class='cmp-list__item-date'>{w}</span></a></article></li>",
    _rows(
        "/en/news/",
        EN,
        ["18 June 2026", "11 June 2026", "29 May 2026", "14 May 2026", "30 April 2026", "2 April 2026"],
        FALL,
    ),
    "<ul class='cmp-list'>{}</ul>",
)
_add(
    "liferay-assets",
    "IT",
    "<div class='asset-abstract'><div class='asset-actions'></div><h3 class='asset-title'><a href='{u}'>{t}</a></h3><div class='asset-content'><div class='asset-summary'>Sintesi della notizia.</div>"
    "<div class='asset-more'><a href='{u}'>Leggi tutto <span class='hide-accessible'>{t}</span> »</a></div></div><div class='asset-metadata'><span class='metadata-entry metadata-publish-date'>{w}</span></div></div>",
    _rows(
        "/-/avviso-",
        [
            "Apre il nuovo ponte sul fiume",
            "Rapporto annuale sulla qualità delle acque",
            "Gara per i lavori al molo settentrionale",
            "Orario estivo della biblioteca civica",
        ],
        ["18/06/26", "11/06/26", "29/05/26", "14/05/26"],
        FALL[:4],
        "",
    ),
)
_add(
    "russian-day-headings",
    "RU",
    "<div class='day'>{w}</div><div class='one'><span>1{n}</span> <a href='{u}'>{t}</a></div>",
    _rows(
        "/press/news/",
        [
            "Открыт новый мост через реку",
            "Опубликован доклад о качестве воды",
            "Объявлен конкурс на ремонт причала",
            "Изменены часы работы библиотеки",
        ],
        ["18 июня 2026 года", "11 июня 2026 г.", "29 мая", "14.05.2026"],
        FALL[:4],
        "/",
    ),
)
# The department's or the topic's link stands before the headline.
_add(
    "topic-link-first",
    "CN",
    "<li><a class='col' href='/col/{n}/'>[政务公开]</a><a href='{u}' title='{t}'>{t}</a><span>[{w}]</span></li>",
    _rows(
        "/art/2026/",
        [
            "市水务局发布全年饮用水水质报告",
            "北港码头维修工程招标公告发布",
            "关于调整图书馆暑期开放时间的通知",
            "区域交通规划听证会结果公示公告",
        ],
        ["2026-06-18", "06-11", "2026/05/29", "2026.05.14"],
        FALL[:4],
    ),
    "<ul class='list'>{}</ul>",
)
# Every row names the same notice in two languages; the first is the page's own.
_add(
    "twin-links-by-language",
    "CA",
    "<tr><td>{w}</td><td><a href='{u}'>{t}</a></td><td><a href='/fr{u}'>Français</a></td></tr>",
    _rows("/notices/", EN, ["2026-06-18", "2026-06-11", "2026-05-29", "2026-05-14", "2026-04-30", "2026-04-02"], FALL),
    "<table>{}</table>",
)
_add(
    "published-and-deadline",
    "GB",
    "<tr><td><a href='{u}'>{t}</a></td><td>{w}</td><td>1 August 2026</td><td>Open</td></tr>",
    _rows(
        "/tenders/",
        EN,
        ["18 June 2026", "11 June 2026", "29 May 2026", "14 May 2026", "30 April 2026", "2 April 2026"],
        FALL,
    ),
    "<table><tr><th>Tender</th><th>Published</th><th>Closing date</th><th>State</th></tr>{}</table>",
)
_add(
    "download-is-the-link",
    "ZA",
    "<div class='doc'><h4>{t}</h4><p>Published: {w}</p><a class='btn' href='{u}'>Download</a></div>",
    _rows(
        "/files/",
        EN,
        ["18 June 2026", "11 June 2026", "29 May 2026", "14 May 2026", "30 April 2026", "2 April 2026"],
        FALL,
        ".pdf",
    ),
)
_add(
    "grid-of-table-cells",
    "BR",
    "<td><a href='{u}'><img src='/i/{n}.jpg'></a><br><small>{w}</small><br><a href='{u}'>{t}</a></td>",
    _rows(
        "/noticias/",
        [
            "Porto inaugura o novo cais norte",
            "Novas regras para barcos pequenos",
            "Licitação para o reparo do farol",
            "Relatório anual da qualidade da água",
        ],
        ["18/06/2026", "11 de junho de 2026", "29 de maio de 2026", "14/05/2026"],
        FALL[:4],
    ),
    "<table><tr>{}</tr></table>",
)
_add(
    "bengali-notices",
    "BD",
    "<tr><td>{n}</td><td><a href='{u}'>{t}</a></td><td>{w}</td><td><a href='{u}'><img src='/pdf.png'></a></td></tr>",
    _rows(
        "/site/notices/",
        [
            "পানির গুণমান সংক্রান্ত বার্ষিক প্রতিবেদন প্রকাশ",
            "উত্তর ঘাট মেরামতের দরপত্র বিজ্ঞপ্তি",
            "গ্রন্থাগারের গ্রীষ্মকালীন সময়সূচি",
            "গণশুনানির ফলাফল প্রকাশ সংক্রান্ত",
        ],
        ["১৮ জুন ২০২৬", "১১-০৬-২০২৬", "২৯ মে, ২০২৬", "১৪/০৫/২০২৬"],
        FALL[:4],
        "",
    ),
    "<table>{}</table>",
)
_add(
    "turkish-announcements",
    "TR",
    "<div class='duyuru'><div class='tarih'><b>{w}</b></div><a href='{u}'>{t}</a></div>",
    _rows(
        "/duyuru/",
        [
            "Kuzey iskelesi onarım ihalesi ilanı",
            "İçme suyu yıllık raporu yayımlandı",
            "Kütüphane yaz saatleri değişti",
            "Bölge ulaşım toplantısının sonuçları",
        ],
        ["18 Haziran 2026", "11.06.2026", "29 May 2026", "14 Mayıs 2026 Perşembe"],
        FALL[:4],
        "",
    ),
)
_add(
    "indonesian-cards",
    "ID",
    "<div class='post'><span class='meta'>Humas | {w}</span><h3><a href='{u}'>{t}</a></h3><p>Ringkasan berita singkat di sini.</p><a href='{u}'>Selengkapnya</a></div>",
    _rows(
        "/berita/",
        [
            "Dinas membuka dermaga penyeberangan utara",
            "Aturan baru untuk kapal nelayan kecil",
            "Pengumuman lelang perbaikan mercusuar",
            "Laporan tahunan kualitas air minum",
        ],
        ["Kamis, 18 Juni 2026", "11 Juni 2026 10:15 WIB", "29 Mei 2026", "14/05/2026"],
        FALL[:4],
        "",
    ),
)
_add(
    "mongolian-ordinal-months",
    "MN",
    "<li><a href='{u}'>{t}</a><span>{w}</span></li>",
    _rows(
        "/news/",
        [
            "Хойд усан онгоцны зогсоол нээгдлээ",
            "Ундны усны чанарын жилийн тайлан",
            "Гүүрийн засварын тендер зарлалаа",
            "Номын сангийн цагийн хуваарь өөрчлөгдлөө",
        ],
        ["2026 оны 6 дугаар сарын 18", "2026 оны 6-р сарын 11", "2026 оны 05 дугаар сарын 29-ний өдөр", "2026.05.14"],
        FALL[:4],
        "",
    ),
    "<ul>{}</ul>",
)
_add(
    "ukrainian-relative-days",
    "UA",
    "<div class='item'><a href='{u}'><h3>{t}</h3></a><span class='when'>{w}</span></div>",
    _rows(
        "/novyny/",
        [
            "Відкрито новий міст через річку",
            "Опубліковано звіт про якість води",
            "Оголошено конкурс на ремонт причалу",
            "Змінено години роботи бібліотеки",
        ],
        ["вчора", "18 червня 2026", "11 черв. 2026 р.", "29.05.2026, 14:05"],
        ["2026-06-29", *FALL[:3]],
        "",
    ),
)
