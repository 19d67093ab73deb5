// Real mail: from outside to the server, read by IMAP, so that the console has storage to show.
"use strict";
const { execFileSync } = require("node:child_process");

function curl(args, input) {
  return execFileSync("curl", ["--silent", "--show-error", "--insecure", "--max-time", "20", ...args], { input, encoding: "utf8", maxBuffer: 1 << 24 });
}

function letter(at) {
  const line = "Drie broden, twee taarten en een zak krentenbollen, zoals altijd op zaterdag.\r\n";
  return `From: Cor <cor@visser.example>\r\nTo: Anna <anna@devries.test>\r\nSubject: Bestelling ${at}\r\n\r\n${line.repeat(15_000)}`;
}

module.exports = async function mail(story) {
  const { anna, eye, annaMailPassword } = story;
  await anna.open(story.server);
  const address = await anna.page.locator("code", { hasText: /^10\./ }).innerText();
  const people = ["--mail-from", "cor@visser.example", "--mail-rcpt", "anna@devries.test"];
  for (let at = 1; at <= 4; at += 1) curl([`smtp://${address}`, ...people, "--upload-file", "-"], letter(at));
  const login = `anna@devries.test:${annaMailPassword}`;
  let seen = "";
  for (let tries = 0; tries < 50 && !seen.includes("EXISTS"); tries += 1) {
    seen = curl([`imaps://${address}`, "--user", login, "--request", "EXAMINE INBOX"]);
    if (!/[4-9] EXISTS/.test(seen)) seen = "";
    await anna.page.waitForTimeout(100);
  }
  const text = curl([`imaps://${address}/INBOX;MAILINDEX=1;SECTION=TEXT`, "--user", login]);
  if (!text.includes("krentenbollen")) throw new Error(`the letter is not in the mailbox: ${text.slice(0, 200)}`);
  console.log("Cor: 4 letters sent, read by IMAP");
};
