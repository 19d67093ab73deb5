// From the price page to the running server.
"use strict";
const { Person } = require("./person.js");

const PASSWORD = "stroopwafel met kaas";

module.exports = async function order(story) {
  const { browser, eye, setup } = story;
  const sanne = (story.sanne = await Person.enter(browser, eye, "Sanne of the provider"));
  const anna = (story.anna = await Person.enter(browser, eye, "Anna of Bakkerij de Vries"));
  story.password = PASSWORD;
  await staffBegins(sanne, eye, setup);
  await visits(anna, eye);
  await orders(anna, eye);
  await confirms(anna, sanne, eye);
  await sees(story);
};

async function staffBegins(sanne, eye, setup) {
  await sanne.open(setup);
  await eye.look(sanne.page, "setup");
  await sanne.task("sets up", { fields: 6, presses: 2 }, async () => {
    await sanne.fill("Your name", "Sanne Bakker");
    await sanne.fill("Mail address", "sanne@hostler.test");
    await sanne.fill("Password", "short");
    await sanne.press("Create my account");
    await sanne.refusedAt("Password", "Use at least 10 characters");
    await eye.look(sanne.page, "setup-refused", { status: 422 });
    await sanne.fill("Password", PASSWORD);
    await sanne.press("Create my account");
  });
  await sanne.reads("Everything is all right");
  await eye.look(sanne.page, "staff-first");
  for (const [section, name] of [["Customers", "customers"], ["Servers", "servers"], ["Jobs", "jobs"], ["Mail", "mail"], ["Inbox", "inbox"], ["Fallback", "fallback"], ["Certificates", "certificates"]]) {
    await sanne.follow(section);
    await eye.look(sanne.page, `staff-${name}-empty`);
  }
  await sanne.open("/staff/fallback/name");
  await eye.look(sanne.page, "staff-fallback-name");
}

async function visits(anna, eye) {
  await anna.open("/");
  await anna.reads("Your own mail server");
  await eye.look(anna.page, "prices");
  await anna.task("calculates", { fields: 2, presses: 0 }, async () => {
    await anna.fill("Users", "123");
    await anna.fill("GB stored, all together", "130");
    await anna.page.locator("#bill").filter({ hasText: "608.85" }).waitFor();
  });
  await anna.fill("Users", "many");
  await anna.page.locator("#bill .error").waitFor();
  for (const [address, name] of [["/sign-in", "sign-in"], ["/forgotten", "forgotten"], ["/terms", "terms"]]) {
    await anna.open(address);
    await eye.look(anna.page, name);
  }
  await anna.open("/sign-in");
  await anna.fill("Mail address", "nobody@bakery.test");
  await anna.fill("Password", "not the password");
  await anna.press("Sign in");
  await anna.reads("do not fit together");
  await eye.look(anna.page, "sign-in-refused", { status: 422 });
  await anna.open("/nowhere");
  await eye.look(anna.page, "not-found", { status: 404 });
}

async function orders(anna, eye) {
  await anna.open("/");
  await anna.follow("Order a server");
  await eye.look(anna.page, "order");
  await anna.task("orders with mistakes", { fields: 3, presses: 1 }, async () => {
    await anna.fill("Name of the server", "de bakkerij!");
    await anna.fill("Mail address", "anna");
    await anna.fill("Password", "anna");
    await anna.press("Order the server");
  });
  await anna.refusedAt("Name of the server", "3 to 30 letters");
  await anna.refusedAt("Mail address", "not a complete mail address");
  await anna.refusedAt("Password", "at least 10 characters");
  await anna.refusedAt("I accept the terms", "tick the box");
  await eye.look(anna.page, "order-refused", { status: 422 });
  await anna.task("orders", { fields: 9, presses: 1 }, async () => {
    await anna.fill("Name of the server", "bakkerij");
    await anna.fill("Name of the organisation", "Bakkerij de Vries");
    await anna.fill("Street and number", "Dorpsstraat 1");
    await anna.fill("Postcode", "6711 AB");
    await anna.fill("Town", "Ede");
    await anna.fill("Your name", "Anna de Vries");
    await anna.fill("Mail address", "anna@devries.example");
    await anna.fill("Password", PASSWORD);
    await anna.tick("I accept the terms");
    await anna.press("Order the server");
  });
  await anna.reads("We have sent you a mail");
  await eye.look(anna.page, "order-sent");
}

async function confirms(anna, sanne, eye) {
  await sanne.follow("Mail");
  await eye.look(sanne.page, "staff-mail");
  await sanne.follow("Confirm your address");
  await eye.look(sanne.page, "staff-mail-one");
  const link = await sanne.page.locator("main").getByRole("link", { name: /\/verify\// }).getAttribute("href");
  await anna.open(link);
  await eye.look(anna.page, "verify");
  await anna.task("confirms and waits", { fields: 0, presses: 2 }, async () => {
    await anna.press("Confirm and go ahead");
    await anna.page.getByRole("link", { name: "Open the server’s page" }).waitFor({ timeout: 60_000 });
    await eye.look(anna.page, "progress-done");
    await anna.follow("Open the server’s page");
  });
}

async function sees(story) {
  const { anna, sanne, eye } = story;
  await anna.reads("How to connect");
  story.server = new URL(anna.page.url()).pathname;
  await eye.look(anna.page, "server-first-day");
  await anna.follow("My servers");
  await eye.look(anna.page, "servers");
  await anna.open("/account");
  await eye.look(anna.page, "account");
  await anna.open("/staff");
  await eye.look(anna.page, "forbidden", { status: 403 });
  for (const [section, row, name] of [["Customers", "Bakkerij de Vries", "customer"], ["Servers", "bakkerij.hostler.test", "server"]]) {
    await sanne.follow(section);
    await eye.look(sanne.page, `staff-${name}s`);
    await sanne.follow(row);
    await eye.look(sanne.page, `staff-${name}`);
  }
  await sanne.follow("Stop the server");
  await eye.look(sanne.page, "staff-server-stop");
  await sanne.follow("Cancel");
  await sanne.follow("Jobs");
  await eye.look(sanne.page, "staff-jobs");
  for (const [address, name] of [["/staff/monitoring", "monitoring"], [`/staff/monitoring${story.server.replace("/servers", "")}`, "monitoring-server"], ["/staff/incidents", "incidents"], ["/staff/maintenance", "maintenance"], ["/staff/updates", "updates"], ["/staff/vantages", "vantages"], ["/status", "status"]]) {
    await sanne.open(address);
    await eye.look(sanne.page, `staff-${name}`);
  }
  await anna.open(`${story.server}/incidents`);
  await eye.look(anna.page, "server-incidents");
  await anna.open(`${story.server}/history`);
  await eye.look(anna.page, "server-history");
  await sanne.open(`/staff${story.server}/history`);
  await eye.look(sanne.page, "staff-server-history");
}
