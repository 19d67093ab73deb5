// Looks at pages: photographs each in both themes and languages, wide and narrow, and
// fails on anything that axe finds (WCAG 2.2 AA), on a missing word, on a page wider
// than its screen, and on any message in the browser's console.
//
//   node look.js [--folder screenshots] [ADDRESS …]
//
// Without addresses: the gallery's pages on 127.0.0.1:8099.
// Needs playwright-core and axe-core where node finds them, and Chromium (CHROMIUM, else Debian's).
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");

const GALLERY = ["overview", "people", "people?q=nobody", "aliases", "form", "refused", "progress", "stopped", "done",
  "delete", "delete-refused", "problem", "visitor"].map((name) => `http://127.0.0.1:8099/gallery/${name}`);
const SIZES = [{ width: 1280, height: 860 }, { width: 360, height: 780 }, { width: 320, height: 700 }];
const RULES = { tag: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const args = process.argv.slice(2);
const folder = args[0] === "--folder" ? args.splice(0, 2)[1] : "screenshots";
const addresses = args.length > 0 ? args : GALLERY;

async function look(context, address, name) {
  const found = [];
  const page = await context.newPage();
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && found.push(message.text()));
  page.on("pageerror", (error) => found.push(error.message));
  const answer = await page.goto(address);
  if (!answer.ok()) found.push(`status ${answer.status()}`);
  found.push(...((await page.content()).match(/⟨[^⟩]*⟩/g) || []));
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (beyond > 0) found.push(`${beyond} pixels wider than the screen`);
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
  await page.evaluate(axe);
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));
  const options = { runOnly: { type: "tag", values: RULES.tag }, rules: { "target-size": { enabled: true } } };
  const { violations } = await page.evaluate((chosen) => window.axe.run(document, chosen), options);
  for (const { id, nodes } of violations) found.push(`${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" ")}`);
  await page.close();
  return found;
}

async function main() {
  fs.mkdirSync(folder, { recursive: true });
  const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
  let wrong = 0;
  for (const viewport of SIZES) for (const theme of ["light", "dark"]) for (const lang of ["en", "nl"]) {
    const context = await browser.newContext({ viewport });
    for (const address of addresses) {
      const { origin, pathname, search } = new URL(address);
      await context.addCookies([["lang", lang], ["theme", theme]].map(([key, value]) => ({ name: `hostler_${key}`, value, url: origin })));
      const name = `${(pathname + search).replace(/\W+/g, "-").slice(1)}-${viewport.width}-${theme}-${lang}`;
      const found = await look(context, address, name);
      found.forEach((what) => console.log(`${name}: ${what}`));
      wrong += found.length;
    }
    await context.close();
  }
  await browser.close();
  console.log(`${addresses.length} pages, ${SIZES.length * 4} ways: ${wrong} findings`);
  process.exitCode = wrong === 0 ? 0 : 1;
}

main();
