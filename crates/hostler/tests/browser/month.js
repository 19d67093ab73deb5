// Two months of use: the first is closed with a preview, the second shows on the server's page and becomes an invoice
// that unfolds and is downloaded.
"use strict";
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

/** The bank's first statement: an amount from nobody that is known. */
const STATEMENT = [
  "ABNANL2A", "940", "ABNANL2A", ":20:940S", ":25:NL44RABO0123456789", ":28C:1/1", ":60F:C200101EUR0,00",
  ":61:2001020102C12,34N247NONREF//R1", ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL20INGB0001234567/BIC/INGBNL2A",
  "/NAME/Somebody/REMI/for bread/EREF/NOTPROVIDED", ":62F:C200102EUR12,34", "-", "",
].join("\r\n");
/** How many people the bakery has from that day of the second month on. */
const PEOPLE = { 3: 9, 7: 11, 12: 10, 16: 13, 21: 15, 25: 12 };
const LAST_DAY = 28;
/** Whom it takes on, in this order. */
const NAMES = ["Cor", "Daan", "Eva", "Fleur", "Gijs", "Hanna", "Ilse", "Joost", "Kees", "Lotte", "Mees", "Noor"];

module.exports = async function month(story) {
  const { sanne, anna, eye } = story;
  const [year, begin] = new Date().toLocaleDateString("sv", { timeZone: "Europe/Amsterdam" }).split("-").map(Number);
  const day = (months, date) => new Date(Date.UTC(year, begin - 1 + months, date, 11)).toISOString();
  story.hired = 0;
  await people(story, 8);
  await goTo(story, day(1, 1));
  await signIn(sanne, eye, "sanne@hostler.test", story.password);
  await closes(story, day(0, 1).slice(0, 7), "first");
  for (let date = 2; date <= LAST_DAY; date += 1) {
    await goTo(story, day(1, date));
    if (PEOPLE[date]) await people(story, PEOPLE[date]);
  }
  await signIn(anna, eye, "anna@devries.example", story.password);
  await anna.follow("bakkerij.hostler.test");
  await anna.reads("Next invoice as it stands");
  await eye.look(anna.page, "server-month");
  await anna.follow("Fallback and MX records");
  await eye.look(anna.page, "server-fallback");
  await anna.page.goBack();
  await anna.follow("End the server, or export it");
  await eye.look(anna.page, "server-ending");
  const server = new URL(anna.page.url()).pathname.replace(/\/ending$/, "");
  await anna.open(`${server}/backups`);
  await eye.look(anna.page, "server-backups");
  await anna.follow("Look for a message in all backups");
  await eye.look(anna.page, "server-backups-search");
  await beside(story, `${server}/backups`);
  await anna.open(`${server}/certificates`);
  await eye.look(anna.page, "server-certificates");
  await anna.fill("Host name", "mail.devries.example");
  await anna.press("Add host name");
  await anna.reads("mail.devries.example. CNAME bakkerij.hostler.test.");
  await eye.look(anna.page, "server-host-name");
  await anna.open("/invoices");
  await eye.look(anna.page, "invoices-next");
  await anna.open("/payment");
  await eye.look(anna.page, "payment");
  await goTo(story, day(2, 1));
  await signIn(sanne, eye, "sanne@hostler.test", story.password);
  await sanne.open("/staff/debits");
  await eye.look(sanne.page, "staff-debits");
  await sanne.open("/staff/backups");
  await eye.look(sanne.page, "staff-backups");
  await sanne.page.locator("tbody th a").first().click();
  await sanne.page.waitForLoadState();
  await eye.look(sanne.page, "staff-server-backups");
  await sanne.open("/staff");
  await closes(story, day(1, 1).slice(0, 7), "second");
  await reads(story);
  await books(story);
  await money(story);
};

/** A backup is made, runs beside the server and is removed again. */
async function beside({ anna, eye }, backups) {
  const page = anna.page;
  const until = async (there) => {
    for (let tries = 0; tries < 300 && !(await there.count()); tries += 1) {
      await page.waitForTimeout(400);
      await page.reload();
    }
    await there.first().waitFor();
  };
  await anna.open(backups);
  await until(page.getByRole("button", { name: "Back up now", exact: true }));
  await anna.press("Back up now");
  await until(page.locator("tbody th a, tbody td a"));
  await page.locator("tbody th a, tbody td a").first().click();
  await anna.reads("Beside the one that runs");
  await eye.look(page, "server-backup");
  await anna.press("Start it beside");
  await until(page.getByText("How to reach it"));
  await eye.look(page, "server-beside");
  await anna.press("Remove it now");
  await anna.reads("It is removed.");
}

/** The demo's clock is moved by staff, as a program. */
async function goTo(story, to) {
  await api(story, "sanne@hostler.test", "POST", "/api/v1/demo/clock", { to });
}

/** Each call signs in anew: a session ends long before the next day. */
async function api({ eye, password }, email, method, address, body) {
  const send = async (how, where, what, token) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(eye.origin + where, { method: how, headers, body: what && JSON.stringify(what) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${how} ${where}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  };
  const { token } = await send("POST", "/api/v1/sessions", { email, password });
  return Array.isArray(method) ? Promise.all(method.map(([how, where, what]) => send(how, where, what, token))) : send(method, address, body, token);
}

/** Makes or deletes mailboxes until there are this many. */
async function people(story, wanted) {
  const owner = "anna@devries.example";
  const mailboxes = `${story.server}/console/api/v1/mailboxes`;
  const { items } = await api(story, owner, "GET", `${mailboxes}?limit=1000`);
  const spare = items.filter((item) => item.address.startsWith("baker")).slice(0, Math.max(0, items.length - wanted));
  const made = Array.from({ length: Math.max(0, wanted - items.length) }, (_, at) => {
    const name = NAMES[story.hired + at];
    return ["POST", mailboxes, { address: `${name.toLowerCase()}@devries.test`, name, password: "een wachtwoord voor nu" }];
  });
  story.hired += made.length;
  await api(story, owner, [...spare.map((item) => ["DELETE", `${mailboxes}/${item.id}`]), ...made]);
}

async function signIn(person, eye, email, password) {
  await person.open("/sign-in");
  await person.fill("Mail address", email);
  await person.fill("Password", password);
  await person.press("Sign in");
}

async function closes({ sanne, eye }, month, which) {
  await sanne.follow("Months");
  await eye.look(sanne.page, `staff-months-${which}`);
  await sanne.open(`/staff/months/${month}`);
  await sanne.reads("Bakkerij de Vries");
  await eye.look(sanne.page, `staff-month-${which}-preview`);
  await sanne.task("closes a month", { fields: 1, presses: 2 }, async () => {
    await sanne.follow("Close the month");
    await eye.look(sanne.page, `staff-month-${which}-close`);
    const label = await sanne.page.locator("main form label").first().innerText();
    sanne.fields += 1;
    await sanne.page.getByRole("textbox").fill(label.trim().split(" ").pop());
    await sanne.press("Close the month");
  });
  for (let tries = 0; tries < 100 && !(await sanne.page.locator("main table a").count()); tries += 1) {
    await sanne.page.waitForTimeout(200);
    await sanne.page.reload();
  }
  await sanne.reads("Bakkerij de Vries");
  await eye.look(sanne.page, `staff-month-${which}-closed`);
}

async function reads(story) {
  const { anna, sanne, eye } = story;
  await signIn(anna, eye, "anna@devries.example", story.password);
  await anna.follow("Invoices");
  await eye.look(anna.page, "invoices");
  await anna.page.locator("main table a").first().click();
  await anna.reads("What the lines are made of");
  await eye.look(anna.page, "invoice");
  await anna.page.locator("main details.unfold").first().locator("summary").first().click();
  await anna.reads("The 15 accounts on");
  await anna.page.evaluate(() => document.querySelectorAll("main details").forEach((part) => { part.open = true; }));
  await anna.page.screenshot({ path: path.join(eye.folder, "invoice-unfolded-1280-light-en.png"), fullPage: true });
  const [file] = await Promise.all([anna.page.waitForEvent("download"), anna.page.getByRole("link", { name: "Download PDF" }).click()]);
  const pdf = path.join(eye.folder, "invoice.pdf");
  await file.saveAs(pdf);
  execFileSync("pdftoppm", ["-r", "80", "-png", pdf, path.join(eye.folder, "invoice-paper")]);
  if (!fs.readdirSync(eye.folder).some((name) => name.startsWith("invoice-paper"))) throw new Error("the PDF has no page");
  await sanne.follow("Invoices");
  await eye.look(sanne.page, "staff-invoices");
  await sanne.page.locator("main table a").first().click();
  await eye.look(sanne.page, "staff-invoice");
  await sanne.follow("Mail");
  await eye.look(sanne.page, "staff-mail-many");
}

/** A mandate is signed, a statement taken in; and what says whose VAT and which details stand on an invoice. */
async function money({ anna, sanne, eye }) {
  await anna.open("/payment");
  await eye.look(anna.page, "payment-to-sign");
  await anna.page.locator("#field-iban").fill("NL91ABNA0417164300");
  await anna.page.locator("#field-agreed").check();
  await anna.press("Sign the mandate");
  await anna.reads("NL79ZZZ999999990000");
  await eye.look(anna.page, "payment-signed");
  await anna.open("/payment/withdraw");
  await eye.look(anna.page, "payment-withdraw");
  for (const view of ["vat", "details"]) {
    await anna.open(`/invoices/${view}`);
    await eye.look(anna.page, `invoices-${view}`);
  }
  await sanne.open("/staff/payments/statements");
  await eye.look(sanne.page, "staff-statements-none");
  const file = { name: "statement.sta", mimeType: "text/plain", buffer: Buffer.from(STATEMENT) };
  await sanne.page.locator("main input[type=file]").setInputFiles(file);
  await sanne.page.locator("main form").filter({ has: sanne.page.locator("input[type=file]") }).locator("button").click();
  await sanne.page.waitForLoadState();
  await sanne.open("/staff/payments/statements");
  await sanne.reads("statement.sta");
  await eye.look(sanne.page, "staff-statements");
  await sanne.open("/staff/payments");
  await sanne.reads("Somebody");
  await eye.look(sanne.page, "staff-payments");
  await sanne.page.locator("main table a").first().click();
  await eye.look(sanne.page, "staff-payment");
  for (const view of ["payments/refunds", "debits", "debits/mandates", "inbox"]) {
    await sanne.open(`/staff/${view}`);
    await eye.look(sanne.page, `staff-${view.replace("/", "-")}-on`);
  }
  await sanne.page.goto(new URL("/staff/debits/mandates", eye.origin).href);
  await sanne.page.locator("main table a").first().click();
  await eye.look(sanne.page, "staff-mandate");
}

/** The ledger and its files, who is overdue, and what comes before something that cannot be taken back. */
async function books({ sanne, eye }) {
  await sanne.follow("Ledger");
  await sanne.reads("Debiteuren");
  await eye.look(sanne.page, "staff-ledger");
  await sanne.page.locator("main table tr", { hasText: "Debiteuren" }).locator("a").first().click();
  await eye.look(sanne.page, "staff-ledger-account");
  await sanne.page.locator("main table th a").first().click();
  await eye.look(sanne.page, "staff-ledger-entry");
  for (const view of ["entries", "debtors", "vat", "check"]) {
    await sanne.open(`/staff/ledger/${view}`);
    await eye.look(sanne.page, `staff-ledger-${view}`);
  }
  await sanne.reads("agree with invoices");
  await sanne.follow("Reminders");
  await sanne.reads("Bakkerij de Vries");
  await eye.look(sanne.page, "staff-reminders");
  await sanne.page.locator("main table a").first().click();
  await eye.look(sanne.page, "staff-reminders-customer");
  await sanne.page.getByRole("link", { name: /^Write off invoice/ }).first().click();
  await eye.look(sanne.page, "staff-write-off");
}
