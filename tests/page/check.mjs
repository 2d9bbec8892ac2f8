// Looks at bao-cao.html in a real browser: node check.mjs PAGE OUTPUT-FOLDER [quick]
// `quick` looks at one size and one colour scheme only. Leaves screenshots and the printed page in the folder; exits 1 with what is wrong.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "acorn";
import { chromium } from "playwright-core";

const [file, folder] = process.argv.slice(2, 4).map((it) => resolve(it));
assert.ok(file && folder, "usage: node check.mjs PAGE OUTPUT-FOLDER [quick]");
const isQuick = process.argv[4] === "quick";
const schemes = isQuick ? ["light"] : ["light", "dark"];
const widths = isQuick ? [1280] : [1280, 380];
mkdirSync(folder, { recursive: true });
const address = pathToFileURL(file).href;
const html = readFileSync(file, "utf8");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
});

const requests = [];
const complaints = [];

/** The page in a fresh context; every request and every complaint is kept. */
async function open(options = {}) {
  const { init, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest });
  const page = await context.newPage();
  page.on("request", (it) => requests.push(it.url()));
  page.on("console", (it) => {
    if (["error", "warning"].includes(it.type())) {
      complaints.push(`console: ${it.text()}`);
    }
  });
  page.on("pageerror", (it) => complaints.push(`script: ${it}`));
  page.on("dialog", (it) => {
    complaints.push(`dialog: ${it.message()}`);
    return it.dismiss();
  });
  if (init) {
    await page.addInitScript(init);
  }
  await page.goto(address);
  return page;
}

const visible = (page, selector) =>
  page.$$eval(selector, (nodes) => nodes.filter((it) => it.getClientRects().length > 0).length);

/** How far the page can be scrolled to the side. */
const overhang = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

async function pictures() {
  for (const colorScheme of schemes) {
    for (const width of widths) {
      const page = await open({ colorScheme, viewport: { width, height: 900 } });
      await page.screenshot({ path: join(folder, `${width}-${colorScheme}.png`), fullPage: true });
      assert.equal(await overhang(page), 0, `${width} ${colorScheme}: scrolls to the side`);
      await page.context().close();
    }
  }
  if (isQuick) {
    return;
  }
  // 200 % at 1280 is a window of 640 with two pixels for one.
  const page = await open({ viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
  assert.equal(await overhang(page), 0, "200 %: scrolls to the side");
  await page.screenshot({ path: join(folder, "zoom-200.png"), fullPage: true });
  await page.context().close();
  // Letters alone at twice their size, by the browser's setting.
  const large = await open();
  const devtools = await large.context().newCDPSession(large);
  await devtools.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
  await large.reload();
  const size = await large.evaluate(() => getComputedStyle(document.documentElement).fontSize);
  assert.equal(size, "32px", "the letters are not enlarged");
  const wide = await large.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const nodes = [...document.querySelectorAll("body *")];
    const out = nodes.filter((it) => it.getBoundingClientRect().right > edge + 1 && !it.closest(".wide"));
    return out.map((it) => it.outerHTML.slice(0, 80));
  });
  assert.equal(await overhang(large), 0, `large letters: scrolls to the side: ${wide.join(" | ")}`);
  await large.context().close();
}

async function print() {
  for (const colorScheme of schemes) {
    const page = await open({ colorScheme });
    const pdf = await page.pdf({ preferCSSPageSize: true });
    writeFileSync(join(folder, `print-${colorScheme}.pdf`), pdf);
    const boxes = pdf.toString("latin1").match(/\/MediaBox \[[^\]]*\]/g) ?? [];
    assert.ok(boxes.length > 0, "the printed page has no size");
    for (const box of boxes) {
      const [, , width, height] = box.match(/[\d.]+/g).map(Number);
      assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `not A4: ${box}`);
    }
    await page.emulateMedia({ media: "print", colorScheme });
    for (const hidden of ["nav", "#filter", "button.copy", "details"]) {
      assert.equal(await visible(page, hidden), 0, `${hidden} is printed`);
    }
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, "rgb(255, 255, 255)", "printed on a coloured ground");
    await page.context().close();
  }
}

async function accessible() {
  for (const colorScheme of schemes) {
    for (const width of widths) {
      const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
      await page.$$eval("details", (nodes) => nodes.forEach((it) => it.setAttribute("open", "")));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document));
      const told = violations.map(
        (it) => `${it.impact} ${it.id}: ${it.nodes.slice(0, 3).map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`,
      );
      const grave = told.filter((it) => /^(serious|critical)/.test(it));
      assert.deepEqual(grave, [], `axe, ${width} ${colorScheme}`);
      if (told.length > 0) {
        console.log(`axe, ${width} ${colorScheme}: ${told.join("\n")}`);
      }
      await page.context().close();
    }
  }
}

async function filter() {
  const page = await open();
  const all = await visible(page, ".finding");
  const groups = await visible(page, ".group");
  if (all === 0) {
    assert.equal(await visible(page, "#filter"), 0, "a filter for nothing");
    await page.context().close();
    return;
  }
  assert.equal(await visible(page, "#filter"), 1, "the filter is not shown");
  const errors = await visible(page, ".finding.error");
  assert.ok(errors > 0 && errors < all, "the fixture has one weight only");
  await page.uncheck("#filter-warning");
  await page.uncheck("#filter-notice");
  assert.equal(await visible(page, ".finding"), errors, "weights are not filtered");
  assert.match(await page.textContent("#filter-shown"), new RegExp(`${errors}/${all}|${errors} of ${all}`));
  await page.uncheck("#filter-error");
  assert.equal(await visible(page, ".group"), 0, "empty groups stay");
  // A link to a group that is filtered away shows everything again.
  const link = page.locator("#chi-bo a[href^='#nhom-']").first();
  await link.click();
  await page.waitForFunction((count) => document.querySelectorAll(".group:not([hidden])").length === count, groups);
  const value = await page.$eval("#filter-group option:nth-child(3)", (it) => it.value);
  await page.selectOption("#filter-group", value);
  assert.equal(await visible(page, ".group"), 1, "branches are not filtered");
  assert.equal(await visible(page, `#${value} .finding`), await visible(page, ".finding"));
  await page.click("#filter-reset");
  assert.equal(await visible(page, ".finding"), all, "the reset does not show everything");

  // By keyboard alone: the skip link is first, the filter and the copy buttons are reached.
  await page.reload();
  const reached = new Set();
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press("Tab");
    const what = await page.evaluate(() => {
      const node = document.activeElement;
      const { outlineStyle } = getComputedStyle(node);
      return { name: node.id || node.className || node.tagName, outlineStyle };
    });
    if (what.name === "BODY") {
      break;
    }
    assert.notEqual(what.outlineStyle, "none", `${what.name} shows no focus`);
    if (step === 0) {
      assert.equal(what.name, "skip");
    }
    reached.add(what.name);
  }
  for (const name of ["filter-group", "filter-error", "filter-reset", "copy"]) {
    assert.ok(reached.has(name), `${name} is not reached by the keyboard`);
  }
  await page.context().close();
}

async function withoutScript() {
  const page = await open({ javaScriptEnabled: false });
  const count = async (selector) => page.locator(selector).count();
  const shown = await page.locator(".finding:visible").count();
  assert.equal(shown, await count(".finding"), "findings hidden without script");
  assert.equal(await page.locator("#filter:visible").count(), 0, "a filter that does nothing");
  assert.equal(await page.locator("button:visible").count(), 0, "a button that does nothing");
  await page.context().close();
}

async function copy() {
  const hasLetters = html.includes('class="copy"');
  if (!hasLetters) {
    return;
  }
  // A browser with a clipboard for pages; one without; one that copies nothing.
  const modern = () => {
    window.copied = [];
    const clipboard = { writeText: (text) => { window.copied.push(text); return Promise.resolve(); } };
    Object.defineProperty(navigator, "clipboard", { value: clipboard });
  };
  const old = () => {
    window.copied = [];
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = (what) => {
      window.copied.push(what === "copy" ? document.activeElement.value : what);
      return true;
    };
  };
  const none = () => {
    window.copied = [];
    Object.defineProperty(navigator, "clipboard", { value: undefined });
    document.execCommand = () => false;
  };
  for (const [name, init] of Object.entries({ modern, old, none })) {
    const page = await open({ init });
    const button = page.locator("button.copy").first();
    await button.click();
    const letter = await page.locator("pre.letter").first().textContent();
    const told = page.locator(".copied").first();
    await page.waitForFunction(() => document.querySelector(".copied").textContent !== "");
    const copied = await page.evaluate(() => window.copied);
    if (name === "none") {
      assert.equal(await told.textContent(), await button.getAttribute("data-failed"));
      const selected = await page.evaluate(() => String(window.getSelection()));
      const plain = (text) => text.replace(/\s+/g, " ").trim();
      assert.equal(plain(selected), plain(letter), "the letter is not selected");
    } else {
      assert.deepEqual(copied, [letter], `${name}: another text was copied`);
      assert.equal(await told.textContent(), await button.getAttribute("data-copied"));
    }
    assert.equal(await page.locator("textarea").count(), 0, "the helper stays");
    await page.context().close();
  }
}

async function text() {
  const page = await open();
  assert.ok(!(await page.title()).startsWith("x"), "a name ran as script");
  assert.equal(await page.locator("script").count(), 1);
  if (html.includes("&#60;script&#62;")) {
    const shown = await page.evaluate(() => document.body.innerText);
    assert.ok(shown.includes("<script>document.title='x'</script>"), "the name is not shown as text");
  }
  await page.context().close();
}

/** The policy keeps foreign scripts and every fetch out. */
async function policy() {
  const page = await open();
  const refused = await page.evaluate(() => {
    const refused = [];
    document.addEventListener("securitypolicyviolation", (it) => refused.push(it.effectiveDirective));
    const add = (tag, set) => document.body.appendChild(Object.assign(document.createElement(tag), set));
    add("script", { textContent: "window.foreign = 1" });
    add("img", { src: "other.png" });
    add("iframe", { src: "other.html" });
    add("button", {}).setAttribute("onclick", "window.foreign = 1");
    return new Promise((done) => setTimeout(() => done([window.foreign, ...refused.sort()]), 200));
  });
  assert.deepEqual(refused, [
    undefined,
    "frame-src",
    "img-src",
    "script-src-attr",
    "script-src-elem",
  ]);
  await page.context().close();
}

function oldScript() {
  const script = html.match(/<script>([\s\S]*)<\/script>/)[1];
  parse(script, { ecmaVersion: 5 });
  const style = html.match(/<style>([\s\S]*)<\/style>/)[1].replace(/\/\*[\s\S]*?\*\//g, "");
  for (const modern of ["var(", "display: grid", "gap:", ":has(", ":is(", "clamp(", "min(", "oklch", "@layer"]) {
    assert.ok(!style.includes(modern), `${modern} is not for old browsers`);
  }
}

try {
  oldScript();
  await pictures();
  await print();
  await withoutScript();
  await filter();
  await copy();
  await text();
  await accessible();
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests.filter((it) => !it.startsWith("file:")), [], "something was fetched");
  // Last, since it makes the browser complain.
  await policy();
} finally {
  await browser.close();
}
