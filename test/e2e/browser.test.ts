import * as assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import * as path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { run } from "../../scripts/command";
import { timed } from "./stages";

const executable = "/usr/bin/chromium";
/** Where the screenshots of a run are kept. */
const screenshots = path.resolve(__dirname, "../../.slipway/screenshots");

describe("the site, in a browser", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  before(async () => {
    if (!existsSync(executable)) {
      await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"]);
    }
    mkdirSync(screenshots, { recursive: true });
    const quiet = ["quic", "background-networking", "component-update", "sync", "gpu"];
    browser = await chromium.launch({
      executablePath: executable,
      args: ["--no-sandbox", "--no-first-run", ...quiet.map((one) => `--disable-${one}`)],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
    page.on("pageerror", ({ message }) => complaints.push(message));
    page.on("console", (message) => {
      if (/content security policy|cors/i.test(message.text())) complaints.push(message.text());
    });
  });

  after(() => browser?.close());

  const press = (key: string) => page.keyboard.press(key);
  const type = (text: string) => page.keyboard.type(text);
  const see = (text: string) => page.getByText(text).first().waitFor();

  /** Moves on by the Tab key until the focus is on what is labelled so. */
  async function tabTo(label: string): Promise<void> {
    for (let i = 0; i < 80; i++) {
      await press("Tab");
      // Runs in the page, whose types are not the test's.
      const focused = await page.evaluate<string>(
        "(document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent ?? '').trim()",
      );
      if (focused.startsWith(label)) return;
    }
    assert.fail(`the Tab key does not lead to "${label}"`);
  }

  it("takes a person from registering to a booked and a cancelled seat, by keyboard", async () => {
    await timed("the journey in the browser", async () => {
      const name = `ada-${randomBytes(4).toString("hex")}`;
      const title = `Evening talk ${name}`;
      await page.goto("http://www.slipway.localhost/");
      await tabTo("Register");
      await press("Enter");
      await page.getByRole("heading", { name: "Register" }).waitFor();
      await tabTo("Name");
      await type(name);
      await tabTo("E-mail");
      await type(`${name}@example.org`);
      await tabTo("Password");
      await type("correct horse");
      await press("Enter");
      await see("Welcome!");
      await page.reload();
      await see("Log out");

      await tabTo("New event");
      await press("Enter");
      await page.getByRole("heading", { name: "New event" }).waitFor();
      await tabTo("Name");
      await type(title);
      await tabTo("Description");
      await type("A talk, and questions.");
      const tomorrow = new Date(Date.now() + 24 * 3_600_000).toISOString().slice(0, 10);
      await page.getByLabel("Start").fill(`${tomorrow}T19:00`);
      await page.getByLabel("End").fill(`${tomorrow}T21:30`);
      await page.getByLabel("Place").focus();
      await type("Town hall");
      await tabTo("Address");
      await type("1 Main Street");
      await tabTo("Country");
      await type("Utopia");
      await tabTo("Seats");
      await press("Control+A");
      await type("12");
      await press("Enter");
      await see(`${title} is created`);

      await tabTo("Number of seats");
      await press("Control+A");
      await type("2");
      await press("Enter");
      await see("2 seats booked");
      await page.screenshot({ path: path.join(screenshots, "event.png") });
      await page.getByRole("link", { name: "My bookings", exact: true }).focus();
      await press("Enter");
      await see(title);
      await tabTo("Cancel the booking");
      await press("Enter");
      await tabTo("Yes, cancel it");
      await press("Enter");
      await see("is cancelled");

      await page.getByRole("link", { name: title }).focus();
      await press("Enter");
      await tabTo("Change the event");
      await press("Enter");
      await page.getByRole("heading", { name: "Change the event" }).waitFor();
      await tabTo("Seats");
      await press("Control+A");
      await type("20");
      await press("Enter");
      await see(`${title} is changed`);
      await see("20 seats left");
    });
  });

  it("says in words what went wrong", async () => {
    await page.goto("http://www.slipway.localhost/");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("link", { name: "Log in" }).first().click();
    await page.getByLabel("E-mail").fill("nobody@example.org");
    await page.getByLabel("Password").fill("not the one");
    await press("Enter");
    await see("the password is wrong");
  });

  it("fits a phone", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto("http://www.slipway.localhost/");
    await see("Evening talk");
    const overflow = await page.evaluate<number>(
      "document.documentElement.scrollWidth - window.innerWidth",
    );
    assert.equal(overflow, 0);
    await page.screenshot({ path: path.join(screenshots, "phone.png") });
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.screenshot({ path: path.join(screenshots, "events.png") });
  });

  it("broke no rule of its own content security policy", () => {
    assert.deepEqual(complaints, []);
  });
});
