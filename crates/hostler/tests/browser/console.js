// The server's console: domains, mailboxes, aliases, import, who counts; then real mail.
"use strict";
const mail = require("./mail.js");

const CSV_BAD = "address,name,password,aliases\nbram@devries.test,Bram Bakker,,\nnot an address,Cor Visser,,\nanna@devries.test,Anna again,,\nels@elsewhere.test,Els Smit,,\n";

module.exports = async function console_(story) {
  const { anna, eye } = story;
  await anna.open(story.server);
  await anna.follow("Open the console");
  await anna.reads("Users now");
  await eye.look(anna.page, "console-first");
  await domains(anna, eye);
  await mailboxes(story);
  await aliases(anna, eye);
  await anna.follow("Who counts");
  await eye.look(anna.page, "console-users");
  await imports(anna, eye);
  await findsAndDeletes(anna, eye);
  await looksBack(anna, eye);
  await mail(story);
};

async function domains(anna, eye) {
  await anna.follow("Domains");
  await eye.look(anna.page, "console-domains-first");
  await anna.task("adds a domain", { fields: 2, presses: 2 }, async () => {
    await anna.fill("Domain", "not a domain");
    await anna.press("Add domain");
    await anna.refusedAt("Domain", "is not a domain");
    await eye.look(anna.page, "console-domain-refused", { status: 422 });
    await anna.fill("Domain", "devries.test");
    await anna.press("Add domain");
  });
  await anna.reads("The domain was added.");
  await eye.look(anna.page, "console-domains");
}

async function mailboxes(story) {
  const { anna, eye } = story;
  await anna.follow("Mailboxes");
  await eye.look(anna.page, "console-mailboxes-first");
  await anna.follow("Add mailbox");
  await eye.look(anna.page, "console-mailbox-new");
  await anna.fill("Address", "anna@@devries.test");
  await anna.fill("Password", "anna");
  await anna.press("Add mailbox");
  await eye.look(anna.page, "console-mailbox-refused", { status: 422 });
  await anna.task("adds a mailbox", { fields: 3, presses: 1 }, async () => {
    await anna.fill("Address", "anna@devries.test");
    await anna.fill("Name", "Anna de Vries");
    await anna.fill("Password", story.password);
    await anna.press("Add mailbox");
  });
  await anna.reads("The mailbox was added.");
  await eye.look(anna.page, "console-mailbox");
  await anna.task("sets a password", { fields: 1, presses: 1 }, async () => {
    await anna.fill("New password", "een heel ander wachtwoord");
    await anna.press("Set password");
  });
  await anna.reads("The password was set");
  story.annaMailPassword = "een heel ander wachtwoord";
}

async function aliases(anna, eye) {
  await anna.follow("Aliases");
  await eye.look(anna.page, "console-aliases-empty");
  await anna.follow("Add alias");
  await eye.look(anna.page, "console-alias-new");
  await anna.fill("Alias", "info@devries.test");
  await anna.fill("Hands mail on to", "nobody@devries.test");
  await anna.press("Add alias");
  await anna.refusedAt("Hands mail on to", "Nobody here has the address");
  await eye.look(anna.page, "console-alias-refused", { status: 422 });
  await anna.fill("Hands mail on to", "anna@devries.test");
  await anna.press("Add alias");
  await anna.reads("The alias was added.");
  await eye.look(anna.page, "console-aliases");
}

async function imports(anna, eye) {
  await anna.follow("Mailboxes");
  await anna.follow("Import mailboxes from a CSV file");
  await eye.look(anna.page, "console-import");
  await anna.fill("Or paste the lines (optional)", CSV_BAD);
  await anna.press("Preview");
  await anna.reads("3 lines are not right");
  await eye.look(anna.page, "console-import-bad", { status: 422 });
  await anna.follow("Choose another file");
  const people = Array.from({ length: 120 }, (_, at) => `baker${at + 1}@devries.test,Baker number ${at + 1},een wachtwoord voor ${at},`);
  await anna.task("imports 120 mailboxes", { fields: 1, presses: 2 }, async () => {
    anna.fields += 1;
    const file = { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(`address,name,password,aliases\n${people.join("\n")}\n`) };
    await anna.page.getByLabel("CSV file").setInputFiles(file);
    await anna.press("Preview");
    await anna.press("Add 120 mailboxes", { patience: 60_000 });
  });
  await anna.reads("120 mailboxes were added");
  await anna.follow("Mailboxes");
  await anna.follow("Import mailboxes from a CSV file");
  await anna.fill("Or paste the lines (optional)", "bram@devries.test,Bram Bakker,,verkoop@devries.test\nels@devries.test,Els Smit,,\n");
  await anna.press("Preview");
  await eye.look(anna.page, "console-import-preview");
  await anna.press("Add 2 mailboxes");
  await anna.reads("2 mailboxes were added");
  const [file] = await Promise.all([anna.page.waitForEvent("download"), anna.press("Download as CSV")]);
  if (file.suggestedFilename() !== "passwords.csv") throw new Error(`the passwords come as ${file.suggestedFilename()}`);
  await eye.look(anna.page, "console-import-done", { once: true });
}

async function findsAndDeletes(anna, eye) {
  await anna.follow("Mailboxes");
  await anna.follow("Next");
  await anna.reads("51–100 of 124");
  await anna.follow("Next");
  await eye.look(anna.page, "console-mailboxes");
  await anna.fill("Address or name", "nobody at all");
  await anna.press("Search");
  await eye.look(anna.page, "console-mailboxes-nothing");
  await anna.task("finds and disables", { fields: 1, presses: 3 }, async () => {
    await anna.fill("Address or name", "baker120");
    await anna.press("Search");
    await anna.follow("baker120@devries.test");
    await anna.press("Disable mailbox");
  });
  await anna.reads("The mailbox was disabled.");
  await eye.look(anna.page, "console-mailbox-disabled");
  await anna.task("deletes", { fields: 2, presses: 3 }, async () => {
    await anna.follow("Delete mailbox");
    await eye.look(anna.page, "console-mailbox-delete");
    const word = anna.page.getByRole("textbox");
    await word.fill("baker12");
    await anna.press("Delete mailbox");
    await eye.look(anna.page, "console-mailbox-delete-refused", { status: 422 });
    await word.fill("baker120@devries.test");
    await anna.press("Delete mailbox");
  });
  await anna.reads("The mailbox was deleted.");
}

async function looksBack(anna, eye) {
  await anna.follow("History");
  await eye.look(anna.page, "console-history");
  await anna.follow("Domains");
  const [console] = anna.page.url().split("/domains");
  await anna.open(`${console}/mailboxes/nobody`);
  await eye.look(anna.page, "console-not-found", { status: 404 });
}
