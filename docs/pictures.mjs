// Pictures of the pages as a browser shows them: node docs/pictures.mjs JOB.json
// The job is a list of { page, picture, width, height, drop?, wait?, from?, lang? }: the file to open, where the picture goes, the
// window, the file to drop into the page, the element to wait for, and the element that the picture begins with.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(new URL("../tests/page/", import.meta.url))("playwright-core");
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--hide-scrollbars"],
});
for (const job of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const context = await browser.newContext({ viewport: { width: job.width, height: job.height }, offline: true });
  const page = await context.newPage();
  await page.goto(pathToFileURL(job.page).href);
  if (job.drop) {
    await page.setInputFiles("#x-files-input", job.drop);
  }
  if (job.wait) {
    await page.waitForSelector(job.wait, { timeout: 120_000 });
  }
  const top = job.from ? await page.locator(job.from).first().evaluate((it) => it.getBoundingClientRect().top + scrollY) : 0;
  const clip = { x: 0, y: Math.max(0, top - 12), width: job.width, height: job.height };
  await page.screenshot({ path: job.picture, fullPage: true, clip });
  await context.close();
}
await browser.close();
