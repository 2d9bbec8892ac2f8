// Uses xeploai.html in Firefox, from a file and without a network: node firefox.mjs JOB.json
// The job: { page, out, files: [settings and forms], wanted }. Exits 1 with what is wrong.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
mkdirSync(job.out, { recursive: true });

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: process.env.FIREFOX || "/usr/bin/firefox-esr",
  headless: true,
  // No network: whatever is asked goes to a door that is closed.
  extraPrefsFirefox: { "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9 },
});
try {
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (it) => ["error", "warn"].includes(it.type()) && complaints.push(it.text()));
  page.on("pageerror", (it) => complaints.push(String(it)));
  page.on("request", (it) => /^(file|blob|data):/.test(it.url()) || complaints.push(`asked for ${it.url()}`));
  await page.evaluateOnNewDocument(() => {
    window.blobs = new Map();
    const make = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob) => {
      const address = make(blob);
      window.blobs.set(address, blob);
      return address;
    };
  });
  await page.setViewport({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(job.page).href);
  const input = await page.$("#x-files-input");
  await input.uploadFile(...job.files);
  await page.waitForSelector("#x-outputs:not([hidden]), #x-trouble:not([hidden])", { timeout: 120_000 });
  assert.equal(await page.$eval("#x-trouble", (it) => it.hidden || `${it.textContent} ${it.dataset.why}`), true);
  const outputs = await page.evaluate(async () => {
    const found = [];
    for (const link of document.querySelectorAll("#x-outputs a[download]")) {
      const bytes = new Uint8Array(await window.blobs.get(link.href).arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) {
        text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      }
      found.push([link.download, btoa(text)]);
    }
    return found;
  });
  const wanted = new Map();
  for (const entry of readdirSync(job.wanted, { recursive: true })) {
    const path = join(job.wanted, entry);
    const name = entry.split(sep).pop();
    // The journal alone says when.
    if (statSync(path).isFile() && !name.startsWith(".xeploai-") && name !== "nhat-ky.jsonl") {
      wanted.set(relative(job.wanted, path).split(sep).join("-"), readFileSync(path));
    }
  }
  assert.deepEqual(outputs.map((it) => it[0]).sort(), [...wanted.keys()].sort());
  for (const [name, text] of outputs) {
    assert.ok(wanted.get(name).equals(Buffer.from(text, "base64")), `${name} is not the command's`);
  }
  await page.screenshot({ path: join(job.out, "firefox.png") });
  assert.deepEqual(complaints, []);
} finally {
  await browser.close();
}
