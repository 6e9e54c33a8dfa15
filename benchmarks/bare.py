"""Bare Scrapy over the pages of benchmarks/site.py: what crawling.py is measured against.

bare.py URLS_JSON 200|304: a file with a list of addresses, and what they answer.
"""

import json
import sys
import time
from pathlib import Path

import scrapy
from scrapy.crawler import AsyncCrawlerProcess


class Bare(scrapy.Spider):
    name = "bare"
    n = 0

    async def start(self):
        for url in json.loads(Path(sys.argv[1]).read_text()):
            headers = {"If-None-Match": '"1"'} if sys.argv[2] == "304" else {}
            yield scrapy.Request(
                url, self.on_list, headers=headers, dont_filter=True, meta={"handle_httpstatus_all": True}
            )

    def on_list(self, response):
        Bare.n += 1
        if response.status == 304:
            return
        for href in response.css("ul.news a::attr(href)").getall():
            yield response.follow(href, self.on_article, dont_filter=True)

    def on_article(self, response):
        Bare.n += 1
        response.css("h1::text").get()


process = AsyncCrawlerProcess(
    {
        "LOG_LEVEL": "CRITICAL",
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "TELNETCONSOLE_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
    }
)
process.crawl(Bare)
began, worked = time.monotonic(), time.process_time()
process.start()
print(json.dumps({"seconds": time.monotonic() - began, "cpu": time.process_time() - worked, "pages": Bare.n}))
