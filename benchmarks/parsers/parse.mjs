// What feed parsers for JavaScript read; the same words in and out as parse.py has.
//
// Parsers are taken from the node_modules of the folder in which this runs.

import { createRequire } from "node:module";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Readable } from "node:stream";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "package.json"));
const version = (name) => JSON.parse(readFileSync(path.join(process.cwd(), "node_modules", name, "package.json"), "utf8")).version;
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const list = (value) => (value == null ? [] : Array.isArray(value) ? value : [value]);
const time = (value) => (value instanceof Date ? (isNaN(value) ? "" : value.toISOString()) : typeof value === "number" ? new Date(value).toISOString() : value || "");

const parsers = {
  "rss-parser": { kinds: "rss atom", async parse(text) {
    const Parser = require("rss-parser");
    const feed = await new Parser().parseString(text);
    return feed.items.map((i) => ({
      id: i.guid ?? i.id, title: i.title, link: i.link, body: i["content:encoded"] ?? i.content, published: i.isoDate ?? i.pubDate,
      authors: list(i.creator ?? i.author), files: list(i.enclosure).map((e) => e.url),
      tags: list(i.categories).map((c) => (typeof c === "string" ? c : c.$?.term)),
    }));
  } },
  feedparser: { kinds: "rss atom", parse(text) {
    const FeedParser = require("feedparser");
    return new Promise((resolve, reject) => {
      const parser = new FeedParser({ normalize: true, addmeta: false });
      const out = [];
      parser.on("error", reject);
      parser.on("end", () => resolve(out));
      parser.on("readable", () => {
        for (let i = parser.read(); i; i = parser.read()) {
          out.push({ id: i.guid, title: i.title, link: i.link, body: i.description, published: time(i.pubdate), updated: time(i.date),
            authors: list(i.author), files: i.enclosures.map((e) => e.url), tags: i.categories });
        }
      });
      Readable.from([Buffer.from(text)]).pipe(parser);
    });
  } },
  "@rowanmanning/feed-parser": { kinds: "rss atom", parse(text) {
    const { parseFeed } = require("@rowanmanning/feed-parser");
    return parseFeed(text).items.map((i) => ({ id: i.id, title: i.title, link: i.url, body: i.content ?? i.description,
      published: time(i.published), updated: time(i.updated), authors: i.authors.map((a) => a.name), files: i.media.map((m) => m.url),
      tags: i.categories.map((c) => c.term) }));
  } },
  feedme: { kinds: "rss atom json", parse(text, kind) {
    const FeedMe = require("feedme");
    return new Promise((resolve, reject) => {
      const parser = new FeedMe(true);
      parser.on("error", reject);
      parser.on("finish", () => {
        try {
          const feed = parser.done();
          resolve(list(feed.items).map((i) => kind === "json" ? { id: i.id, title: i.title, link: i.url, body: i.content_html,
            published: i.date_published, updated: i.date_modified ?? i.date_published, authors: list(i.authors).map((a) => a.name), tags: list(i.tags), language: i.language,
            files: list(i.attachments).map((a) => a.url) } : {
            id: word(i.guid ?? i.id), title: word(i.title), link: kind === "rss" ? word(i.link) : list(i.link).find((l) => l.rel === "alternate" || !l.rel)?.href,
            body: word(i["content:encoded"] ?? i.content), published: word(i.pubdate ?? i.published), updated: word(i.updated),
            authors: list(i["dc:creator"]).map(word).concat(list(i.author).map((a) => word(a.name ?? a))),
            tags: list(i.category).map((c) => c.term ?? word(c)),
            files: kind === "rss" ? list(i.enclosure).map((e) => e.url) : list(i.link).filter((l) => l.rel === "enclosure").map((l) => l.href),
            language: kind === "rss" ? word(i["dc:language"]) : undefined }));
        } catch (error) { reject(error); }
      });
      parser.write(text);
      parser.end();
    });
  } },
  "@extractus/feed-extractor": { kinds: "rss atom json", async parse(text, kind) {
    const { extractFromXml, extractFromJson } = await load("@extractus/feed-extractor");
    const options = { normalization: true, descriptionMaxLen: 0 };
    const feed = kind === "json" ? extractFromJson(text, options) : extractFromXml(text, options);
    return feed.entries.map((e) => ({ id: e.id, title: e.title, link: e.link, published: e.published }));
  } },
  htmlparser2: { kinds: "rss atom", async parse(text) {
    const { parseFeed } = await load("htmlparser2");
    return parseFeed(text, { xmlMode: true }).items.map((i) => ({ id: i.id, title: i.title, link: i.link, body: i.description,
      published: time(i.pubDate) }));
  } },
  feedsmith: { kinds: "rss atom json", async parse(text, kind) {
    const { parseFeed } = await load("feedsmith");
    const { feed } = parseFeed(text);
    if (kind === "rss") return list(feed.items).map((i) => ({ id: i.guid?.value ?? i.guid, title: i.title, link: i.link, body: i.content?.encoded,
      published: i.pubDate, authors: list(i.dc?.creators ?? i.dc?.creator), files: list(i.enclosures).map((e) => e.url),
      tags: list(i.categories).map((c) => c.name), language: list(i.dc?.languages ?? i.dc?.language)[0] }));
    if (kind === "atom") return list(feed.entries).map((e) => ({ id: e.id, title: e.title?.value ?? e.title, link: list(e.links).find((l) => l.rel === "alternate" || !l.rel)?.href,
      body: e.content?.value ?? e.content, published: e.published, updated: e.updated, authors: list(e.authors).map((a) => a.name),
      files: list(e.links).filter((l) => l.rel === "enclosure").map((l) => l.href), tags: list(e.categories).map((c) => c.term) }));
    return list(feed.items).map((i) => ({ id: i.id, title: i.title, link: i.url, body: i.content_html, published: i.date_published,
      updated: i.date_modified ?? i.date_published, authors: list(i.authors).map((a) => a.name), files: list(i.attachments).map((a) => a.url),
      tags: list(i.tags), language: i.language }));
  } },
  "react-native-rss-parser": { kinds: "rss atom", async parse(text) {
    const feed = await require("react-native-rss-parser").parse(text);
    return feed.items.map((i) => ({ id: i.id, title: i.title, link: i.links[0]?.url, body: i.content || i.description, published: i.published,
      authors: i.authors.map((a) => a.name), files: i.enclosures.map((e) => e.url), tags: i.categories.map((c) => c.name) }));
  } },
  "rss-to-json": { kinds: "rss atom", async parse(text) {
    const { parse } = require("rss-to-json");
    const server = createServer((_, response) => response.end(text)).listen(0, "127.0.0.1");
    try {
      await new Promise((resolve) => server.once("listening", resolve));
      const feed = await parse(`http://127.0.0.1:${server.address().port}/`);
      return feed.items.map((i) => ({ id: i.id, title: i.title, link: i.link, body: i.content || i.description, published: time(i.published || i.created),
        files: list(i.enclosures).map((e) => e.url), tags: list(i.category).map((c) => c.term ?? c["@_term"] ?? c) }));
    } finally { server.close(); server.closeAllConnections(); }
  } },
};

const word = (value) => (value && typeof value === "object" ? value.text ?? value.name : value);

const opml = {
  opmlparser: (text) => new Promise((resolve, reject) => {
    const Parser = require("opmlparser");
    const parser = new Parser();
    const out = [];
    parser.on("error", reject);
    parser.on("end", () => resolve(out));
    parser.on("readable", () => { for (let o = parser.read(); o; o = parser.read()) if (o.xmlurl ?? o.xmlUrl) out.push(o.xmlurl ?? o.xmlUrl); });
    Readable.from([Buffer.from(text)]).pipe(parser);
  }),
  opmltojs: (text) => new Promise((resolve) => require("opmltojs").parse(text, (outline) => {
    const under = (node) => list(node.subs).flatMap((s) => [...(s.xmlUrl ? [s.xmlUrl] : []), ...under(s)]);
    resolve(under(outline.opml.body));
  })),
  feedsmith: async (text) => {
    const { parseOpml } = await load("feedsmith");
    const under = (node) => list(node.outlines).flatMap((s) => [...(s.xmlUrl ? [s.xmlUrl] : []), ...under(s)]);
    const read = parseOpml(text);
    return under((read.opml ?? read).body ?? read.feed?.body);
  },
};

// The standard output is for answers; some parsers talk.
const answer = (told) => process.stdout.write(JSON.stringify(told) + "\n");
console.log = console.error;
for (const [file, kind] of JSON.parse(readFileSync(0, "utf8"))) {
  const text = readFileSync(file, "utf8");
  const asked = kind === "opml" ? Object.entries(opml).map(([name, parse]) => [name, { kinds: "opml", parse }]) : Object.entries(parsers);
  for (const [name, { kinds, parse }] of asked) {
    if (!kinds.split(" ").includes(kind)) continue;
    const told = { parser: `${name} (npm)`, path: file };
    try { told.version = version(name); } catch { continue; }
    try { told[kind === "opml" ? "feeds" : "entries"] = await parse(text, kind); } catch (error) { told.error = `${error.name}: ${error.message}`.slice(0, 300); }
    answer(told);
  }
}
