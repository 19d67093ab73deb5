// The journey through Hostler's pages in a real browser: as a visitor, a customer and staff, from the price page to
// the paid-for month, then by keyboard alone and without JavaScript. Pictures of every page are left in a folder.
//
//   node journey.js SETUP_LINK FOLDER [WORD]
//
// SETUP_LINK is what a fresh `hostler up --demo` prints; with a WORD only pages whose name has it are looked at.
// CHROMIUM names another browser than Debian's.
"use strict";
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { Eye } = require("./eye.js");

const CHAPTERS = ["./order.js", "./licences.js", "./console.js", "./month.js", "./other-ways.js"];
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

async function main([setup, folder, only = ""]) {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "hostler-browser-"));
  process.env.HOME = home;
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: FLAGS });
  const eye = new Eye(new URL(setup).origin, folder, only);
  const story = { browser, eye, setup };
  try {
    for (const chapter of CHAPTERS) {
      const began = Date.now();
      await require(chapter)(story);
      console.log(`— ${path.basename(chapter, ".js")}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
  } catch (error) {
    await lastSight(browser, folder);
    throw error;
  } finally {
    await browser.close();
    fs.rmSync(home, { recursive: true, force: true });
  }
  console.log(`${eye.pages} pages, seen in ${eye.ways} ways: ${eye.findings.length} findings`);
  if (eye.findings.length > 0) throw new Error(`findings:\n${[...new Set(eye.findings)].join("\n")}`);
}

/** What was on the screens when it failed. */
async function lastSight(browser, folder) {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [number, page] of pages.entries()) {
    console.log(`open when it failed: ${page.url()}`);
    await page.screenshot({ path: path.join(folder, `failed-${number}.png`), fullPage: true }).catch(() => {});
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.stack || error);
  process.exitCode = 1;
});
