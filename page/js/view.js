// What is shown: words, sections, downloads, and the report as bao-cao.html has it.

const words = /* words */ {};
const byId = (id) => document.getElementById(id);
const own = JSON.parse(byId("chi-bo-nay").textContent);
/** The page as it was opened, to make those of the branches from. */
const pristine = `<!DOCTYPE html>\n${document.documentElement.outerHTML}\n`;

const wanted = new URLSearchParams(location.search).get("lang") || location.hash.slice(1);
const lang = ["vi", "en"].includes(wanted) ? wanted : (own && own.lang) || "vi";

function t(key, args = {}) {
  return words[key][lang].replace(/\{(\w+)\}/g, (whole, name) => (name in args ? args[name] : whole));
}

/** An element with properties and children. */
function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const show = (id, isShown = true) => {
  byId(id).hidden = !isShown;
};

/** Puts the words of the language in place. */
function translate() {
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll("[data-t]")) {
    node.textContent = t(node.dataset.t);
  }
  document.title = t("title");
  const other = byId("x-lang");
  const [name, code] = lang === "en" ? ["Tiếng Việt", "vi"] : ["English", "en"];
  Object.assign(other, { textContent: name, lang: code, hreflang: code, href: `#${code}` });
  other.onclick = () => {
    location.hash = code;
    location.reload();
  };
}

const TYPES = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  html: "text/html",
  json: "application/json",
  txt: "text/plain",
  toml: "text/plain",
  zip: "application/zip",
};

let addresses = [];

/** An address for bytes, as long as this result is shown. */
function addressOf(bytes, name) {
  const type = TYPES[name.split(".").pop()] || "application/octet-stream";
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  addresses.push(address);
  return address;
}

/** A link that saves bytes under a name. */
function download(bytes, name, text, isMain = false) {
  const className = isMain ? "x-get x-main" : "x-get";
  return make("a", { href: addressOf(bytes, name), download: name.replaceAll("/", "-"), textContent: text, className });
}

/** A button that makes bytes when it is pressed, and saves them. */
function downloadLater(bytes, name, text) {
  const button = make("button", { type: "button", textContent: text });
  button.onclick = async () => {
    button.disabled = true;
    try {
      const link = download(await bytes(), name, text);
      document.body.append(link);
      link.click();
      link.remove();
    } catch (error) {
      tellTrouble([make("p", { textContent: t("failed") })]);
    } finally {
      button.disabled = false;
    }
  };
  return button;
}

/** Nothing of an earlier result is shown. */
function clear() {
  for (const id of ["x-trouble", "x-changes", "x-outputs", "x-verdict", "x-made"]) {
    show(id, false);
  }
  byId("x-board").replaceChildren();
  addresses.forEach((it) => URL.revokeObjectURL(it));
  addresses = [];
}

function tellTrouble(nodes, head = t("trouble")) {
  byId("x-trouble-head").textContent = head;
  byId("x-trouble-text").replaceChildren(...nodes);
  show("x-trouble");
  byId("x-trouble").focus();
}

/** What is wrong in settings, each with its line. */
function toldNodes(told) {
  return told.flatMap((it) => {
    const nodes = [make("p", {}, make("strong", { textContent: it.message }))];
    if (it.line) {
      nodes.push(make("p", { className: "note", textContent: t("line", it) }));
      nodes.push(make("pre", { className: "x-text", textContent: it.text || "" }));
    } else if (it.file) {
      nodes.push(make("p", { className: "path", textContent: it.file }));
    }
    if (it.expected) {
      nodes.push(make("p", { textContent: t("expected", { text: it.expected }) }));
    }
    if (it.help) {
      nodes.push(make("p", { textContent: it.help }));
    }
    return nodes;
  });
}

/** The report in this page: what bao-cao.html shows, its links to outputs leading to these. */
function board(html, outputs) {
  // Its style is here already; the page's policy lets no other in.
  const bare = html.replace(/<style>[\s\S]*?<\/style>/, "");
  const report = new DOMParser().parseFromString(bare, "text/html");
  const main = document.importNode(report.querySelector("main"), true);
  for (const link of main.querySelectorAll("a[href]")) {
    const href = link.getAttribute("href");
    if (/^(#|tel:)/.test(href)) {
      continue;
    }
    const name = decodeURIComponent(href);
    const bytes = outputs.get(name);
    if (bytes) {
      Object.assign(link, { href: addressOf(bytes, name), download: name.replaceAll("/", "-") });
    } else {
      link.replaceWith(...link.childNodes);
    }
  }
  byId("x-board").replaceChildren(...main.childNodes);
  const committee = report.querySelector(".committee");
  byId("x-committee").textContent = committee ? committee.textContent : "";
  show("x-committee", committee !== null);
  byId("x-title").textContent = report.querySelector("h1").textContent;
  document.title = report.title;
  reportScript();
}

function mainOutputs(outputs, core) {
  const nodes = [downloadLater(() => core.ask(TASK.zip), "ket-qua.zip", t("output-all"))];
  nodes[0].className = "x-main";
  const label = (name) => {
    if (name.startsWith("tong-hop-")) {
      return `${t("output-workbook")} (${name})`;
    }
    return { "kiem-tra.xlsx": t("output-list"), "bao-cao.html": t("output-page"), "bao-cao.json": t("output-json") }[name];
  };
  const names = [...outputs.keys()].filter((it) => !it.includes("/"));
  // What is signed and sent comes first.
  names.sort((a, b) => Number(b.startsWith("tong-hop-")) - Number(a.startsWith("tong-hop-")));
  for (const name of names) {
    nodes.push(download(outputs.get(name), name, label(name) || name));
  }
  byId("x-main-outputs").replaceChildren(...nodes.flatMap((it) => [it, " "]));
}

function returnedOutputs(outputs, report) {
  const rows = report.branches.flatMap(({ code, name }) => {
    const links = [
      [`tra-lai/${code}.xlsx`, "returned-form"],
      [`tra-lai/${code}.txt`, "returned-letter"],
      [`tra-lai/${code}-mau-trong.xlsx`, "returned-blank"],
    ].filter(([path]) => outputs.has(path));
    if (links.length === 0) {
      return [];
    }
    const nodes = links.map(([path, key]) => {
      const link = download(outputs.get(path), path, t(key));
      link.className = "";
      link.append(make("span", { className: "aside", textContent: `: ${name}` }));
      return link;
    });
    return [make("li", {}, `${name}: `, ...nodes.flatMap((it, place) => (place > 0 ? [", ", it] : [it])))];
  });
  byId("x-returned-list").replaceChildren(...rows);
  show("x-returned", rows.length > 0);
}

let before = null;

/** What changed since the last result of the same commune and year. */
function changes(report) {
  const now = {
    season: `${report.committee} ${report.year}`,
    files: new Map(report.files.map((it) => [it.path, it.sha256])),
    branches: new Map(report.branches.map((it) => [it.code, it])),
  };
  const told = [];
  const isAgain = before !== null && before.season === now.season;
  if (isAgain) {
    for (const [path, hash] of now.files) {
      if (!before.files.has(path)) {
        told.push(t("change-added", { path }));
      } else if (before.files.get(path) !== hash) {
        told.push(t("change-changed", { path }));
      }
    }
    for (const path of before.files.keys()) {
      if (!now.files.has(path)) {
        told.push(t("change-gone", { path }));
      }
    }
    for (const [code, { name, status }] of now.branches) {
      const old = before.branches.get(code);
      if (old && old.status !== status) {
        told.push(t("change-branch", { name, before: t(`status-${old.status}`), now: t(`status-${status}`) }));
      }
    }
  }
  before = now;
  const items = told.length > 0 ? told : [t("change-none")];
  byId("x-changes-list").replaceChildren(...items.map((textContent) => make("li", { textContent })));
  show("x-changes", isAgain);
}

/** Everything that a job made. */
async function gathered(answer, core) {
  const outputs = new Map();
  for (const [place, [name]] of answer.outputs.entries()) {
    outputs.set(name, await core.ask(TASK.output, json(place)));
  }
  return outputs;
}

async function showCommune({ answer, core }) {
  const outputs = await gathered(answer, core);
  const report = parsed(outputs.get("bao-cao.json"));
  changes(report);
  mainOutputs(outputs, core);
  returnedOutputs(outputs, report);
  show("x-outputs");
  // Whoever has a result needs no introduction.
  show("x-intro", false);
  show("x-new-line", false);
  byId("x-drop-line").textContent = t("drop-again");
  board(decoder.decode(outputs.get("bao-cao.html")), outputs);
  byId("x-outputs").focus();
}
