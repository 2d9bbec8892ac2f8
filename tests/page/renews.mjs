// Watches bao-cao.html renew itself in a real browser: node renews.mjs PAGE
// Speaks with who runs it by lines: says "ready", "renewed", "ended", and waits for a line before each but the first.
import assert from "node:assert/strict";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
const context = await browser.newContext({ viewport: { width: 1000, height: 500 }, offline: true });
context.setDefaultTimeout(120_000);
const page = await context.newPage();
const complaints = [];
page.on("console", (it) => ["error", "warning"].includes(it.type()) && complaints.push(it.text()));
page.on("pageerror", (it) => complaints.push(String(it)));
await page.goto(pathToFileURL(process.argv[2]).href);

/** What a person sees of it, and how they left it. */
const seen = () =>
  page.evaluate(() => ({
    renews: document.querySelector('meta[http-equiv="refresh"]') !== null,
    open: [...document.querySelectorAll("details[open] [id]")].map((it) => it.id),
    notices: document.getElementById("filter-notice").checked,
    letter: document.querySelector("details[open]").getBoundingClientRect().top,
    at: window.scrollY,
  }));

// A letter is open and scrolled to, and notices are filtered away.
await page.locator("#filter-notice").uncheck();
const letter = page.locator("details").first();
await letter.locator("summary").click();
await letter.evaluate((it) => window.scrollTo(0, it.getBoundingClientRect().top + window.scrollY - 120));
const left = await seen();
assert.ok(left.renews && left.open.length === 1 && !left.notices && left.at > 100, JSON.stringify(left));
const text = await page.textContent("body");
console.log("ready");

// A corrected form comes in: the page says so by itself, as it was left.
await lines.next();
await page.waitForFunction((before) => document.readyState === "complete" && document.body.textContent !== before, text, { polling: 200 });
await page.waitForTimeout(300);
const now = await seen();
assert.deepEqual([now.open, now.notices, now.renews], [left.open, false, true]);
assert.ok(Math.abs(now.letter - left.letter) < 3, `scrolled away: ${JSON.stringify([left, now])}`);
console.log("renewed");

// Nobody watches any more: it is read once more, and then no longer.
await lines.next();
await page.waitForFunction(() => !document.querySelector('meta[http-equiv="refresh"]'), null, { polling: 200 });
await page.evaluate(() => (window.isTheSame = true));
await page.waitForTimeout(24_000);
assert.ok(await page.evaluate(() => window.isTheSame === true), "it still renews itself");
assert.deepEqual(complaints, []);
console.log("ended");
await browser.close();
process.stdin.destroy();
