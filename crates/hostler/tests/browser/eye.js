// Looks at a page in every way a person may see it: English and Dutch, light and dark, wide and narrow.
// Each way is photographed and given to axe; what is wrong is collected, not thrown, so that one run shows it all.
"use strict";
const fs = require("node:fs");
const path = require("node:path");

const WIDTHS = [{ width: 1280, height: 860 }, { width: 360, height: 780 }];
/** 320 pixels, and 1280 at 200 %: nobody has to scroll sideways there either (WCAG 1.4.10). */
const NARROW = [320, 640];
const THEMES = ["light", "dark"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** What a page may cost: bytes of its text, and requests with an empty cache. */
const MOST_BYTES = 60_000;
const MOST_REQUESTS = 5;
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

class Eye {
  constructor(origin, folder, only) {
    this.only = only;
    this.origin = origin;
    this.folder = folder;
    this.findings = [];
    this.pages = 0;
    this.ways = 0;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
  }

  found(where, what) {
    this.findings.push(`${where}: ${what}`);
    console.log(`  ! ${where}: ${what}`);
  }

  /** Whatever a page of this context asks for or says is seen. */
  watch(context) {
    context.on("page", (page) => {
      page.seen = { status: 0, requests: new Set() };
      page.on("request", (request) => this.request(page, request));
      page.on("response", (response) => this.response(page, response));
      page.on("console", (message) => this.message(page, message));
      page.on("pageerror", (error) => this.found(page.url(), `the page's script failed: ${error.message}`));
    });
    return context;
  }

  request(page, request) {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) page.seen.requests = new Set();
    if (!["fetch", "xhr"].includes(request.resourceType())) page.seen.requests.add(request.url());
    if (new URL(request.url()).origin !== this.origin) this.found(page.url(), `asks another place: ${request.url()}`);
  }

  response(page, response) {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) page.seen.status = response.status();
  }

  /** A refused form comes with status 4xx, which Chromium itself notes; everything else is the page's. */
  message(page, message) {
    const own = message.text().startsWith("Failed to load resource") && message.location().url === page.url();
    if (!own || page.seen.status >= 500) this.found(page.url(), `the browser says: ${message.text()}`);
  }

  /**
   * Looks at the page as it stands. `status` is what the server must have answered. A page that cannot be loaded
   * twice is `once`: it is seen in the language it is in.
   */
  async look(page, name, { status = 200, once = false } = {}) {
    if (!name.includes(this.only)) return;
    this.pages += 1;
    if (page.seen.status !== status) this.found(name, `status ${page.seen.status}, not ${status}`);
    const languages = once ? [await page.locator("html").getAttribute("lang")] : ["en", "nl"];
    for (const language of languages) {
      if (!once) await this.speak(page, language);
      await this.words(page, `${name} ${language}`);
      for (const size of WIDTHS) await this.at(page, size, `${name}-${size.width}`, language);
      await this.narrow(page, `${name} ${language}`);
    }
    await page.setViewportSize(WIDTHS[0]);
    if (!once) await this.speak(page, "en");
  }

  /** The page in this language; one that shows a refused form sends the form again. */
  async speak(page, language) {
    if ((await page.locator("html").getAttribute("lang")) === language) return;
    await page.context().addCookies([{ name: "hostler_lang", value: language, url: this.origin }]);
    const before = page.url();
    await page.reload();
    if (page.url() !== before) this.found(before, `loading it again leads to ${page.url()}`);
  }

  async words(page, where) {
    const html = await page.content();
    for (const missing of html.match(/⟨[^⟩]*⟩/g) || []) this.found(where, `no word for ${missing}`);
    if (html.length > MOST_BYTES) this.found(where, `${html.length} bytes of page`);
    if (page.seen.requests.size > MOST_REQUESTS) this.found(where, `asks for ${[...page.seen.requests].join(" ")}`);
    const titles = await page.locator("h1").count();
    if (titles !== 1) this.found(where, `${titles} main headings`);
  }

  async at(page, size, name, language) {
    await page.setViewportSize(size);
    await this.wide(page, `${name} ${language}`);
    for (const theme of THEMES) {
      await paint(page, theme);
      await page.screenshot({ path: path.join(this.folder, `${name}-${theme}-${language}.png`), fullPage: true });
    }
    await unfold(page, true);
    for (const theme of THEMES) {
      await paint(page, theme);
      await this.accessible(page, `${name} ${theme} ${language}`, theme);
    }
    await unfold(page, false);
    await paint(page, null);
    this.ways += THEMES.length;
  }

  async narrow(page, where) {
    for (const width of NARROW) {
      await page.setViewportSize({ width, height: 700 });
      await this.wide(page, `${where} at ${width}`);
    }
  }

  async wide(page, where) {
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beyond > 0) this.found(where, `${beyond} pixels wider than the screen`);
  }

  /** All rules in the light; in the dark the one that asks for colours, since nothing else can differ there. */
  async accessible(page, where, theme) {
    if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axe);
    const all = { runOnly: { type: "tag", values: RULES }, rules: { "target-size": { enabled: true } } };
    const options = theme === "light" ? all : { runOnly: { type: "rule", values: ["color-contrast"] } };
    options.resultTypes = ["violations"];
    const { violations } = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
    for (const { id, nodes } of violations) {
      this.found(where, `${id}: ${nodes.map((node) => node.html.slice(0, 140)).join(" | ")}`);
    }
  }
}

function paint(page, theme) {
  return page.evaluate((chosen) => {
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  }, theme);
}

function unfold(page, open) {
  return page.evaluate((wanted) => document.querySelectorAll("main details, details.menu").forEach((part) => {
    part.open = wanted;
  }), open);
}

module.exports = { Eye };
