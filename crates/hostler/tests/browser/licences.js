// Licences for a machine of one's own: keys from staff, registration at the web site, moving, what staff see and do.
"use strict";
const { Machine } = require("./machine.js");
const { Person } = require("./person.js");

module.exports = async function licences(story) {
  const keys = await given(story);
  await registers(story, keys);
  await owns(story, keys);
  await quotes(story);
  await invites(story);
  await staffLooks(story, keys);
  await withoutJavaScript(story);
};

/** Staff issue keys by hand, which costs nobody anything. */
async function given({ sanne, eye }) {
  await sanne.follow("Licences");
  await eye.look(sanne.page, "staff-licences-empty");
  await sanne.follow("Issue keys");
  await eye.look(sanne.page, "staff-licences-issue");
  await sanne.task("issues a key with mistakes", { fields: 0, presses: 1 }, () => sanne.press("Issue the key"));
  await eye.look(sanne.page, "staff-licences-issue-refused", { status: 422 });
  return { base: await issue(sanne, "Licence"), more: await issue(sanne, "More users") };
}

async function issue(sanne, kind) {
  await sanne.page.getByLabel("For", { exact: true }).selectOption({ label: kind });
  await sanne.page.getByLabel("Users (optional)").or(sanne.page.locator("[name=users]")).first().fill("5");
  await sanne.page.locator("[name=customer]").fill("anna@devries.example");
  await sanne.fill("Reason", "for the fair");
  await sanne.press("Issue the key");
  return (await sanne.page.locator(".notice code").first().innerText()).trim();
}

async function registers({ browser, eye }, keys) {
  const wim = await Person.enter(browser, eye, "Wim, who knows the keys");
  await wim.open("/");
  await wim.follow("Register a key");
  await eye.look(wim.page, "licence-register");
  await wim.fill("Base key", "7KMRW");
  await wim.press("Continue");
  await wim.refusedAt("Base key", "25 characters");
  await eye.look(wim.page, "licence-register-refused", { status: 422 });
  const machine = new Machine("mail.devries.example");
  await wim.task("registers a machine without a network", { fields: 3, presses: 4 }, async () => {
    await wim.fill("Base key", keys.base);
    await wim.press("Continue");
    await eye.look(wim.page, "licence-further-none");
    await wim.fill("Further key", keys.more);
    await wim.press("Add the key");
    await eye.look(wim.page, "licence-further");
    await wim.press("Continue");
    await eye.look(wim.page, "licence-machine");
    await wim.page.locator("[name=text]").fill(machine.request(keys.base));
    await wim.press("Register this machine");
  });
  await wim.reads("is registered. Take its file to the machine.");
  await eye.look(wim.page, "licence-registered");
  const loaded = wim.page.waitForEvent("download");
  await wim.press("Download the licence file");
  if (!(await loaded).suggestedFilename().endsWith(".licence")) throw new Error("the licence file has another name");
  await wim.open("/licences/receipts");
  await eye.look(wim.page, "licence-receipts");
  await wim.leave();
}

async function owns({ anna, eye }, keys) {
  await anna.open("/servers");
  await anna.follow("My licences");
  await eye.look(anna.page, "licences");
  await anna.page.locator("main th a").first().click();
  await anna.reads("mail.devries.example");
  keys.path = new URL(anna.page.url()).pathname;
  await eye.look(anna.page, "licence");
  await anna.page.getByRole("button", { name: /^Show …/ }).first().click();
  await anna.reads("Key shown");
  await anna.open(keys.path);
  await anna.follow("Move to another machine");
  await eye.look(anna.page, "licence-move");
  await anna.fill("Reason", "the disk burned");
  await anna.press("Declare permanently offline");
  await eye.look(anna.page, "licence-move-refused", { status: 422 });
  for (const [address, name] of [["/shop", "shop"], ["/shop/orders", "shop-orders"], ["/downloads", "downloads"], ["/events", "events"],
    ["/account/tokens", "tokens"], ["/webhooks", "webhooks"], [`/shop/order?licence=${keys.path.split("/")[2]}&kind=users`, "shop-order-more"],
    ["/shop/order?product=connect", "shop-order"]]) {
    await anna.open(address);
    await eye.look(anna.page, name);
  }
}

/** The quote follows what is typed, without another page. */
async function quotes({ anna, eye }) {
  for (const [language, asked] of [["nl", "U vroeg om 23 gebruikers"], ["en", "You asked for 23 users"]]) {
    await eye.speak(anna.page, language);
    await anna.open("/shop/order?product=connect");
    await anna.page.locator("[name=users]").fill("23");
    await anna.reads(asked);
    await eye.look(anna.page, "shop-quote", { once: true });
  }
  await anna.page.locator("[name=users]").fill("many");
  await anna.reads("Write a number of users");
  await eye.look(anna.page, "shop-quote-refused", { once: true });
}

async function invites({ anna, eye }) {
  await anna.follow("People");
  await eye.look(anna.page, "people");
  await anna.press("Send the invitation");
  await eye.look(anna.page, "people-refused", { status: 422 });
  await anna.task("invites an accountant", { fields: 2, presses: 1 }, async () => {
    await anna.fill("Mail address", "carla@devries.example");
    await anna.choose("Role", "Accountant");
    await anna.press("Send the invitation");
  });
  await anna.reads("Invited");
  await eye.look(anna.page, "people-invited");
}

async function staffLooks({ sanne, eye }, keys) {
  const path = `/staff${keys.path}`;
  for (const [address, name] of [["/staff/licences", "staff-licences"], [path, "staff-licence"], [`${path}/change/revoke`, "staff-licence-revoke"],
    [`${path}/change/owner`, "staff-licence-owner"], ["/staff/licences/expiry", "staff-expiry"], ["/staff/signing-keys", "staff-signing-keys"],
    ["/staff/signing-keys/rotate/licence", "staff-signing-rotate"], ["/staff/shop", "staff-shop"], ["/staff/releases", "staff-releases"],
    ["/staff/people", "staff-people"], ["/staff/events", "staff-events"], ["/staff", "staff-overview"]]) {
    await sanne.open(address);
    await eye.look(sanne.page, name);
  }
  await sanne.open("/staff/licences");
  await sanne.fill("Search by number, key, host name or customer", keys.more);
  await sanne.press("Search");
  await sanne.reads("In the licence");
  await eye.look(sanne.page, "staff-key");
}

async function withoutJavaScript({ browser, eye, sanne }) {
  await sanne.open("/staff/licences/issue");
  const key = await issue(sanne, "Licence");
  const els = await Person.enter(browser, eye, "Els, without JavaScript", { javaScriptEnabled: false });
  await els.open("/licences/register");
  await els.fill("Base key", key);
  await els.press("Continue");
  await els.press("Continue");
  await els.press("Add the keys only");
  await els.reads("The keys are in licence");
  console.log("Els: registered a key without JavaScript");
  await els.leave();
}
