// Uses xeploai.html in a real browser, from a file and without a network: node app.mjs JOB.json
// The job: { page, out, communes?: [{ name, dir, wanted, again?, added? }], branches?: [{ page, form, wanted }], stopped?: { name, dir, file },
// wizard?: { forms }, doors?, quick? }
// Leaves screenshots in `out`; exits 1 with what is wrong.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { unpack } from "./unzip.mjs";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
mkdirSync(job.out, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  headless: true,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});

const requests = [];
const complaints = [];

/** Keeps what addresses stand for: the page's own policy lets nobody fetch them. */
function keepBlobs() {
  window.blobs = new Map();
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    const address = make(blob);
    window.blobs.set(address, blob);
    return address;
  };
}

/** What a link saves, without saving it. */
async function linked(locator) {
  const [name, text] = await locator.evaluate(async (link) => {
    const bytes = new Uint8Array(await window.blobs.get(link.href).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) {
      text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    }
    return [link.download, btoa(text)];
  });
  return { name, bytes: Buffer.from(text, "base64") };
}

/** A page in a fresh context without a network; every request and every complaint is kept. */
async function open(path, { init, query = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, acceptDownloads: true, ...options });
  // Beside other tests a machine may take its time.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.on("request", (it) => requests.push(it.url()));
  page.on("console", (it) => {
    if (["error", "warning"].includes(it.type())) {
      complaints.push(`console: ${it.text()}`);
    }
  });
  page.on("pageerror", (it) => complaints.push(`script: ${it}`));
  await page.addInitScript(init ?? keepBlobs);
  await page.goto(pathToFileURL(path).href + query);
  return page;
}

function filesBelow(folder) {
  const found = {};
  for (const entry of readdirSync(folder, { recursive: true })) {
    const path = join(folder, entry);
    const name = entry.split(sep).pop();
    // The journal alone says when.
    if (statSync(path).isFile() && !name.startsWith(".xeploai-") && name !== "nhat-ky.jsonl") {
      found[relative(folder, path).split(sep).join("/")] = readFileSync(path);
    }
  }
  return found;
}

/** Chooses a folder and waits for what comes of it. */
async function choose(page, dir) {
  const started = performance.now();
  await page.setInputFiles("#x-folder-input", dir);
  await page.waitForSelector("#x-outputs:not([hidden]), #x-trouble:not([hidden])", { timeout: 120_000 });
  return performance.now() - started;
}

/** Saves what a link or a button gives, as a person would. */
async function save(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const overhang = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Nothing serious for who cannot see it, at both widths and in both schemes, with pictures. */
async function look(page, name) {
  for (const width of [1280, 380]) {
    for (const colorScheme of job.quick ? ["light"] : ["light", "dark"]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const height = await page.evaluate(() => Math.min(document.documentElement.scrollHeight, 2200));
      const clip = { x: 0, y: 0, width, height };
      await page.screenshot({ path: join(job.out, `${name}-${width}-${colorScheme}.png`), fullPage: true, clip });
      assert.equal(await overhang(page), 0, `${name} ${width} ${colorScheme}: scrolls to the side`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      const told = violations.map((it) => `${it.impact} ${it.id}: ${it.nodes[0].html.slice(0, 200)}`);
      assert.deepEqual(told.filter((it) => /^(serious|critical)/.test(it)), [], `${name} ${width} ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** Every output is the command's, byte for byte: from the package of all, and from each link. */
async function commune({ name, dir, wanted, again, added }) {
  const page = await open(job.page);
  const took = await choose(page, dir);
  assert.equal(await page.isVisible("#x-trouble"), false, `${name}: ${await page.textContent("#x-trouble")} ${await page.getAttribute("#x-trouble", "data-why")}`);
  const expected = filesBelow(wanted);
  const packed = await save(page, page.locator("#x-main-outputs button"));
  assert.equal(packed.name, "ket-qua.zip");
  const outputs = unpack(packed.bytes);
  assert.deepEqual(Object.keys(outputs).sort(), Object.keys(expected).sort(), name);
  for (const [path, bytes] of Object.entries(expected)) {
    assert.ok(bytes.equals(outputs[path]), `${name}: ${path} is not the command's`);
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => it.setAttribute("open", "")));
  const links = page.locator("#x-outputs a[download]");
  const names = new Map(Object.entries(expected).map(([path, bytes]) => [path.replaceAll("/", "-"), bytes]));
  for (let place = 0; place < (await links.count()); place += 1) {
    const { name: file, bytes } = await linked(links.nth(place));
    assert.ok(names.has(file), `${name}: ${file} is no output`);
    assert.ok(names.get(file).equals(bytes), `${name}: ${file} is not the command's`);
    names.delete(file);
  }
  assert.deepEqual([...names.keys()], [], `${name}: outputs without a link`);
  // The board is that of bao-cao.html.
  const report = await open(join(wanted, "bao-cao.html"));
  const texts = (it, selector) => it.$$eval(selector, (nodes) => nodes.map((node) => node.textContent.replace(/\s+/g, " ").trim()));
  for (const selector of ["tbody tr", ".finding", "section > h2", ".statement"]) {
    const inside = texts(page, selector.split(", ").map((it) => `#x-board ${it}`).join(", "));
    assert.deepEqual(await inside, await texts(report, `main ${selector}`), `${name}: ${selector}`);
  }
  await report.context().close();
  await look(page, name);
  // On paper it is the report.
  await page.emulateMedia({ media: "print" });
  assert.deepEqual(await Promise.all(["#x-start", "#x-outputs", "#x-board"].map((it) => page.isVisible(it))), [false, false, true]);
  await page.emulateMedia({ media: null });
  if (again) {
    assert.equal(await page.isVisible("#x-changes"), false);
    await page.setInputFiles("#x-folder-input", again);
    await page.waitForSelector("#x-changes:not([hidden])", { timeout: 120_000 });
    assert.deepEqual(await page.$$eval("#x-changes li", (nodes) => nodes.map((it) => it.textContent)), added, name);
  }
  console.log(`${name}: ${Math.round(took)} ms`);
  await page.context().close();
}

/** A branch is told what the commune would tell it. */
async function branches(all) {
  const pages = new Map();
  for (const { page: path, form, wanted } of all) {
    if (!pages.has(path)) {
      pages.set(path, await open(path));
    }
    const page = pages.get(path);
    await page.setInputFiles("#x-files-input", form);
    await page.waitForSelector("#x-verdict:not([hidden]), #x-trouble:not([hidden])", { timeout: 60_000 });
    const found = await page.$$eval("#x-board .finding", (nodes) => nodes.map((it) => [it.dataset.code, it.querySelector(".place") ? it.querySelector(".place").textContent : "", it.querySelector(".message").textContent]));
    const told = found.map(([code, place, message]) => `${code} ${/(?:ô|cell) ([A-Z]+\d+)/.exec(place)?.[1] ?? "-"} ${message.replace(/^\s*(Lỗi|Cảnh báo|Lưu ý)\s+\S+\s+/, "")}`);
    assert.deepEqual(told, wanted.findings, form);
    const isGood = await page.$eval("#x-verdict", (it) => it.classList.contains("good"));
    assert.equal(isGood, wanted.good, `${form}: ${await page.textContent("#x-verdict-head")}`);
    if (wanted.copy) {
      const { bytes } = await linked(page.locator("#x-verdict a.x-main"));
      assert.ok(readFileSync(wanted.copy).equals(bytes), `${form}: another copy`);
    }
    const text = await page.textContent("#x-verdict-text");
    for (const part of wanted.says) {
      assert.ok(text.includes(part), `${form}: “${part}” is not said: ${text}`);
    }
    if (wanted.picture) {
      await look(page, wanted.picture);
    }
  }
  for (const page of pages.values()) {
    await page.context().close();
  }
}

/** A file that stops the job's own thread is one finding, and the rest goes on. */
async function stopped({ name, dir, file }) {
  const html = readFileSync(job.page, "utf8");
  const wild = html.replace("  postMessage({ load: place });", `  postMessage({ load: place });\n  if (files[place].name === ${JSON.stringify(file)}) { throw new WebAssembly.RuntimeError("unreachable"); }`);
  assert.notEqual(wild, html);
  const path = join(job.out, "wild.html");
  writeFileSync(path, wild);
  const page = await open(path);
  await choose(page, dir);
  const rows = await page.$$eval("#tep tbody tr", (nodes) => nodes.map((it) => it.textContent));
  const told = rows.filter((it) => it.includes(file));
  assert.ok(told.length === 1 && /Trang này không đọc được tệp/.test(told[0]), `${name}: ${told}`);
  const codes = await page.$$eval("#x-board .finding .code", (nodes) => nodes.map((it) => it.textContent));
  assert.equal(codes.filter((it) => it === "B050").length, 1, `${name}: ${codes}`);
  assert.ok(rows.length > 2, name);
  await page.context().close();
}

/** A folder that is dropped is read as one that is chosen. */
async function drop({ dir }) {
  const page = await open(job.page);
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [dir], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await devtools.send("Input.dispatchDragEvent", { type, x: 600, y: 300, data });
  }
  await page.waitForSelector("#x-outputs:not([hidden]), #x-trouble:not([hidden])", { timeout: 120_000 });
  assert.equal(await page.isVisible("#x-trouble"), false, await page.textContent("#x-trouble"));
  const rows = await page.$$eval("#tep tbody tr", (nodes) => nodes.map((it) => it.textContent));
  assert.ok(rows.some((it) => it.includes("nop/CB Nà Mẻ.xlsx")), rows.join("\n"));
  await page.context().close();
}

/** Cancelled, nothing is left and it can be done again. */
async function canceled({ dir }) {
  const page = await open(job.page);
  await page.setInputFiles("#x-folder-input", dir);
  await page.click("#x-cancel");
  await page.waitForSelector("#x-trouble:not([hidden])");
  assert.match(await page.textContent("#x-trouble"), /Đã dừng/);
  await choose(page, dir);
  assert.ok(await page.isVisible("#x-outputs"));
  await page.context().close();
}

/** Files without settings: questions, a file to save, blank forms and pages of the branches. */
async function wizard({ forms }) {
  const page = await open(job.page);
  await page.setInputFiles("#x-files-input", forms);
  await page.waitForSelector("#x-wizard:not([hidden])");
  assert.match(await page.textContent("#x-trouble"), /xeploai\.toml/);
  await page.click("#x-wizard button[type=submit]");
  assert.match(await page.textContent("#x-wrong"), /Cần ghi tên xã.*Cần ghi ít nhất một chi bộ/s);
  await look(page, "wizard");
  await page.fill("#x-commune", "xã Bình An");
  await page.fill("#x-superior", "Lâm Bình");
  await page.selectOption("#x-year", "2020");
  const table = "Chi bộ thôn Tân Phong\tTP\tthôn bản\t21\t0900 000 001\r\nChi bộ thôn Khuổi Cảng\tTP\tThôn bản\t\t\r\n";
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const cell = document.querySelector("#x-rows input");
    cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, table);
  await page.click("#x-wizard button[type=submit]");
  await page.waitForFunction(() => /Dòng 2/.test(document.querySelector("#x-wrong").textContent));
  await page.fill("#x-rows tr:nth-child(2) td:nth-child(2) input", "KC");
  await page.click("#x-wizard button[type=submit]");
  await page.waitForSelector("#x-made:not([hidden])");
  const { name, bytes } = await save(page, page.locator("#x-made-links a"));
  assert.equal(name, "xeploai.toml");
  const settings = bytes.toString("utf8");
  assert.ok(settings.startsWith("\ufeff") && settings.includes("\r\n"), "as init writes it");
  for (const line of ['committee = "Đảng ủy xã Bình An"', 'place = "Bình An"', 'code = "KC"', "members = 21", 'contact = "0900 000 001"']) {
    assert.ok(settings.includes(line), line);
  }
  const blanks = await save(page, page.locator("#x-made-links button"));
  const files = unpack(blanks.bytes);
  assert.deepEqual(Object.keys(files).sort(), ["KC.xlsx", "TP.xlsx", "kiem-tra-phieu-KC.html", "kiem-tra-phieu-TP.html"]);
  assert.ok(!files["kiem-tra-phieu-TP.html"].includes("0900 000 001"), "a telephone number in a branch's page");
  const own = join(job.out, "kiem-tra-phieu-TP.html");
  writeFileSync(own, files["kiem-tra-phieu-TP.html"]);
  writeFileSync(join(job.out, "TP.xlsx"), files["TP.xlsx"]);
  const branch = await open(own);
  await branch.setInputFiles("#x-files-input", join(job.out, "TP.xlsx"));
  await branch.waitForSelector("#x-verdict:not([hidden])");
  assert.deepEqual(await branch.$$eval(".finding", (nodes) => nodes.map((it) => it.dataset.code)), ["B011"]);
  await branch.context().close();
  // The answers stand for the settings when the forms are chosen again.
  await page.setInputFiles("#x-files-input", forms);
  await page.waitForSelector("#x-outputs:not([hidden])", { timeout: 60_000 });
  await page.context().close();
}

/** By keyboard alone, in both languages, without the core and with an old browser. */
async function doors() {
  const page = await open(job.page);
  const paint = await page.waitForFunction(() => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    const [core] = performance.getEntriesByName("core");
    return paint && core ? [paint.startTime, core.startTime] : null;
  });
  const [painted, ready] = await paint.jsonValue();
  assert.ok(painted < ready, `painted at ${painted}, ready at ${ready}`);
  console.log(`first paint ${Math.round(painted)} ms, core ready ${Math.round(ready)} ms`);
  const reached = [];
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("Tab");
    const what = await page.evaluate(() => {
      const node = document.activeElement;
      return { name: node.id || node.className || node.tagName, outline: getComputedStyle(node).outlineStyle };
    });
    if (what.name === "BODY") {
      break;
    }
    assert.notEqual(what.outline, "none", `${what.name} shows no focus`);
    reached.push(what.name);
  }
  assert.deepEqual(reached.slice(0, 5), ["skip", "x-folder", "x-files", "x-new", "x-lang"]);
  await look(page, "start");
  await page.context().close();
  const english = await open(job.page, { query: "#en" });
  assert.match(await english.textContent("#x-folder"), /Choose a folder/);
  assert.equal(await english.evaluate(() => document.documentElement.lang), "en");
  await english.context().close();
  const old = await open(job.page, { init: () => delete window.WebAssembly });
  assert.ok(await old.isVisible("#x-old"));
  assert.match(await old.textContent("#x-old"), /Chrome.*Firefox/);
  assert.equal(await old.isVisible("#x-start"), false);
  await old.context().close();
  const bare = await open(job.page, { javaScriptEnabled: false });
  assert.match(await bare.textContent("noscript"), /JavaScript/);
  await bare.context().close();
}

/** The policy keeps foreign scripts and every fetch out. */
async function policy() {
  const page = await open(job.page);
  const refused = await page.evaluate(async () => {
    const refused = new Set();
    document.addEventListener("securitypolicyviolation", (it) => refused.add(it.effectiveDirective));
    document.body.append(Object.assign(document.createElement("script"), { textContent: "window.foreign = 1" }));
    document.body.append(Object.assign(document.createElement("img"), { src: "other.png" }));
    await fetch("https://example.invalid/").catch(() => {});
    await new Promise((done) => setTimeout(done, 200));
    return [String(window.foreign), ...[...refused].sort()];
  });
  assert.deepEqual(refused, ["undefined", "connect-src", "img-src", "script-src-elem"]);
  await page.context().close();
}

try {
  for (const it of job.communes ?? []) {
    await commune(it);
  }
  if (job.branches) {
    await branches(job.branches);
  }
  if (job.stopped) {
    await stopped(job.stopped);
    await canceled(job.stopped);
    await drop(job.stopped);
  }
  if (job.wizard) {
    await wizard(job.wizard);
  }
  if (job.doors) {
    await doors();
  }
  assert.deepEqual(complaints, []);
  assert.deepEqual(requests.filter((it) => !/^(file|blob):/.test(it)), [], "something was fetched");
  if (job.doors) {
    // Last, since it makes the browser complain.
    await policy();
  }
} finally {
  await browser.close();
}
