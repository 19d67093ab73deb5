// The same pages for those who have no mouse, and for browsers without JavaScript.
"use strict";
const { Person } = require("./person.js");

module.exports = async function otherWays(story) {
  await byKeyboard(story);
  await withoutJavaScript(story);
};

async function byKeyboard(story) {
  const { browser, eye, password } = story;
  const dirk = await Person.enter(browser, eye, "Dirk, by keyboard");
  await dirk.open("/order");
  const typed = {
    server_name: "fietsen", company: "Fietsenmakerij Dirk", street: "Kade 2", postcode: "1011 AA", city: "Amsterdam", country: "NL",
    vat_number: "", name: "Dirk Mulder", email: "dirk@fietsen.example", password, terms: " ",
  };
  await walk(dirk, eye, typed);
  await dirk.page.keyboard.press("Tab");
  await pressFocused(dirk, "Order the server");
  await dirk.reads("We have sent you a mail");
  console.log("Dirk: ordered without a mouse");
  await dirk.leave();

  const { anna } = story;
  await anna.open(story.server);
  await anna.follow("Open the console");
  await anna.follow("Mailboxes");
  await anna.follow("Add mailbox");
  await walk(anna, eye, { address: "toetsen@devries.test", name: "Toets de Vries", password });
  await anna.page.keyboard.press("Enter");
  await anna.reads("The mailbox was added.");
  console.log("Anna: added a mailbox without a mouse");
}

/** Goes through a form by the Tab key alone; each part that has the focus has to be seen, with its focus. */
async function walk(person, eye, typed) {
  const { keyboard } = person.page;
  const left = new Set(Object.keys(typed));
  for (let steps = 0; steps < 60 && left.size > 0; steps += 1) {
    await keyboard.press("Tab");
    const focus = await person.page.evaluate(focused);
    if (focus.outside) continue;
    if (!focus.seen) eye.found(person.page.url(), `the focus is on something that is not seen: ${focus.html}`);
    if (!focus.marked) eye.found(person.page.url(), `nothing marks the focus: ${focus.html}`);
    if (!left.delete(focus.name)) continue;
    if (focus.text) await keyboard.press("Control+A");
    await keyboard.type(typed[focus.name]);
  }
  if (left.size > 0) throw new Error(`the Tab key does not reach ${[...left].join(", ")}`);
}

/** Runs in the page: what has the focus, whether it is on the screen and not covered, and whether it is marked. */
function focused() {
  const part = document.activeElement;
  const box = part.getBoundingClientRect();
  const [x, y] = [box.left + Math.min(box.width / 2, 40), box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const style = getComputedStyle(part);
  return {
    outside: part === document.body,
    text: part.matches("input:not([type=checkbox])"),
    name: part.getAttribute("name"),
    html: part.outerHTML.slice(0, 120),
    seen: Boolean(top) && (part.contains(top) || top.contains(part)),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
}

async function pressFocused(person, name) {
  for (let steps = 0; steps < 5; steps += 1) {
    const text = await person.page.evaluate(() => document.activeElement.textContent.trim());
    if (text === name) return person.page.keyboard.press("Enter");
    await person.page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach “${name}”`);
}

async function withoutJavaScript(story) {
  const { browser, eye, sanne, password } = story;
  const els = await Person.enter(browser, eye, "Els, without JavaScript", { javaScriptEnabled: false });
  await els.open("/");
  await els.fill("Users", "10");
  await els.fill("GB stored, all together", "12");
  await els.press("Calculate");
  await els.reads("49.50");
  await els.follow("Order a server");
  await els.task("orders", { fields: 9, presses: 1 }, async () => {
    await els.fill("Name of the server", "bloemen");
    await els.fill("Name of the organisation", "Bloemen van Els");
    await els.fill("Street and number", "Markt 3");
    await els.fill("Postcode", "3511 LX");
    await els.fill("Town", "Utrecht");
    await els.fill("Your name", "Els Smit");
    await els.fill("Mail address", "els@bloemen.example");
    await els.fill("Password", password);
    await els.tick("I accept the terms");
    await els.press("Order the server");
  });
  await els.reads("We have sent you a mail");
  await els.open(await linkFor(sanne, "els@bloemen.example"));
  await els.press("Confirm and go ahead");
  await els.page.getByRole("link", { name: "Open the server’s page" }).waitFor({ timeout: 60_000 });
  await els.follow("Open the server’s page");
  await els.follow("Open the console");
  await els.follow("Domains");
  await els.fill("Domain", "bloemen.test");
  await els.press("Add domain");
  await els.reads("The domain was added.");
  await els.follow("Mailboxes");
  await els.follow("Add mailbox");
  await els.fill("Address", "els@bloemen.test");
  await els.fill("Name", "Els Smit");
  await els.fill("Password", password);
  await els.press("Add mailbox");
  await els.reads("The mailbox was added.");
  await els.press("Dark");
  if ((await els.page.locator("html").getAttribute("data-theme")) !== "dark") throw new Error("the colours stay as they are");
  await els.press("Nederlands");
  await els.reads("Geschiedenis");
  console.log("Els: ordered, added a domain and a mailbox, chose language and colours without JavaScript");
  await els.leave();
}

/** The link in the newest mail to this address, as staff see it. */
async function linkFor(sanne, recipient) {
  await sanne.open("/staff/mail");
  await sanne.fill("Find a mail by address or subject", recipient);
  await sanne.press("Search");
  await sanne.follow("Confirm your address");
  return sanne.page.locator("main").getByRole("link", { name: /\/verify\// }).getAttribute("href");
}
