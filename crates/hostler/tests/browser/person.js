// Somebody at a browser, who finds things by what is written on them. Fields and presses are counted: a task has
// a limit of each, so that nothing becomes more laborious unseen.
"use strict";

class Person {
  constructor(page, name, origin) {
    Object.assign(this, { page, name, origin, fields: 0, presses: 0 });
  }

  static async enter(browser, eye, name, options = {}) {
    const context = eye.watch(await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: "en-GB", ...options }));
    context.setDefaultTimeout(30_000);
    return new Person(await context.newPage(), name, eye.origin);
  }

  async leave() {
    await this.page.context().close();
  }

  /** Opens an address by hand, as from a bookmark or a mail. */
  async open(address) {
    await this.page.goto(new URL(address, this.origin).href);
  }

  async fill(label, value) {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).fill(value);
  }

  async tick(label) {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).check();
  }

  async choose(label, option) {
    this.fields += 1;
    await this.page.getByLabel(label, { exact: true }).selectOption({ label: option });
  }

  async press(name, { patience = 30_000 } = {}) {
    this.presses += 1;
    await this.page.getByRole("button", { name, exact: true }).click({ timeout: patience });
    await this.page.waitForLoadState();
  }

  async follow(name) {
    this.presses += 1;
    await this.page.getByRole("link", { name, exact: true }).first().click();
    await this.page.waitForLoadState();
  }

  /** Does a task; more fields or presses than this are a failure. */
  async task(what, most, steps) {
    [this.fields, this.presses] = [0, 0];
    const began = Date.now();
    await steps();
    const used = `${this.fields} fields, ${this.presses} presses`;
    console.log(`${this.name}: ${what} (${used}, ${Date.now() - began} ms)`);
    if (this.fields > most.fields || this.presses > most.presses) {
      throw new Error(`${what} takes ${used}; it took at most ${most.fields} and ${most.presses}`);
    }
  }

  /** The page says this, now or within seconds. */
  async reads(text) {
    await this.page.locator("body").filter({ hasText: text }).waitFor();
  }

  /** The sentence of refusal at this field. */
  async refusedAt(label, sentence) {
    const field = this.page.getByLabel(label, { exact: true });
    const ids = ((await field.getAttribute("aria-describedby")) || "").split(" ");
    const texts = await Promise.all(ids.filter(Boolean).map((id) => this.page.locator(`[id="${id}"]`).innerText()));
    if ((await field.getAttribute("aria-invalid")) !== "true") throw new Error(`${label} is not marked as wrong`);
    if (!texts.join(" ").includes(sentence)) throw new Error(`${label} says “${texts.join(" ")}”, not “${sentence}”`);
  }
}

module.exports = { Person };
