// The page of one branch: is its form right, and what is to be corrected.

function startBranch() {
  const args = { name: own.name, code: own.code, year: own.year };
  byId("x-committee").textContent = own.committee;
  show("x-committee");
  byId("x-title").textContent = t("branch-title");
  document.title = `${t("branch-title")} – ${own.name}`;
  byId("x-intro").textContent = t("branch-intro", args);
  byId("x-drop-line").textContent = t("branch-drop");
  byId("x-files").textContent = t("branch-choose");
  byId("x-files").className = "x-main";
  byId("x-files-input").multiple = false;
  show("x-new-line", false);
}

/** The sign of a weight or a status, as the report draws it. */
function sign(kind) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", `sign ${kind}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `#sign-${kind}`);
  svg.append(use);
  return svg;
}

function findingNode(line) {
  const { severity } = line;
  const weight = make("span", { className: `severity ${severity}` }, sign(severity), `${t(severity)} `, make("span", { className: "code", textContent: line.code }));
  const message = make("p", { className: "message" }, weight, ` ${line.message}`);
  const places = [];
  if (line.sheet) {
    places.push(make("span", { textContent: t(line.cell ? "place" : "place-sheet", line) }));
  }
  if (line.member) {
    places.push(make("span", { textContent: line.member }));
  }
  if (line.stored !== null) {
    places.push(make("span", {}, `${t("stored")}: `, make("b", { className: "stored", textContent: line.stored })));
  }
  const facts = [
    ["finding-expected", line.expected],
    ["finding-help", line.help],
    ["finding-waiver", line.waiver],
    ["finding-clause", line.clause],
  ].filter((it) => it[1]);
  const list = make("dl", {}, ...facts.map(([key, text]) => make("div", {}, make("dt", { textContent: t(key) }), make("dd", { textContent: text }))));
  const node = make("li", { className: `finding ${severity}` }, message);
  node.dataset.code = line.code;
  if (places.length > 0) {
    node.append(make("p", { className: "place" }, ...places));
  }
  node.append(list);
  return node;
}

/** What was looked at, when the page was made, and what it cannot see. */
function facts({ path, file }, hash) {
  const name = path.split("/").pop();
  const rows = [
    ["fact-file", t("fact-file-text", { name, size: file.size, hash: (hash || "").slice(0, 12) })],
    ["fact-page", t("fact-page-text", own)],
    ["fact-limit", t("fact-limit-text")],
  ];
  return make("dl", { className: "x-facts" }, ...rows.map(([key, text]) => make("div", {}, make("dt", { textContent: t(key) }), make("dd", { textContent: text }))));
}

async function showBranch({ answer, core }, [chosen]) {
  const outputs = await gathered(answer, core);
  core.end();
  const report = parsed(outputs.get("bao-cao.json"));
  const [file] = report.files;
  const findings = report.findings.filter((it) => it.file === file.path);
  const count = (severity) => findings.filter((it) => it.severity === severity).length;
  const isOther = file.branch !== null && file.branch !== own.code;
  const isGood = file.status === "accepted" && !isOther;
  const nodes = [];
  let head = t("verdict-bad", { count: count("error") });
  if (isOther) {
    head = t("verdict-other");
    nodes.push(make("p", { textContent: t("verdict-other-text", { ...own, other: file.branch }) }));
  } else if (isGood) {
    head = count("warning") > 0 ? t("verdict-look", { count: count("warning") }) : t("verdict-good");
  } else if (file.status !== "returned") {
    head = t("verdict-none");
  }
  const links = [
    [`tra-lai/${file.branch}.xlsx`, "verdict-copy", true],
    [`tra-lai/${file.branch}-mau-trong.xlsx`, "verdict-blank", false],
  ].filter(([name]) => outputs.has(name));
  if (links.length > 0 && !isOther) {
    const made = links.map(([name, key, isMain]) => download(outputs.get(name), name, t(key), isMain));
    nodes.push(make("p", { className: "x-buttons" }, ...made.flatMap((it) => [it, " "])));
  }
  nodes.push(facts(chosen, file.sha256));
  byId("x-verdict").className = `statement ${isGood ? "good" : "open"}`;
  byId("x-verdict-head").replaceChildren(sign(isGood ? "accepted" : "error"), head);
  byId("x-verdict-text").replaceChildren(...nodes);
  show("x-verdict");
  if (findings.length > 0) {
    const list = make("ul", { className: "findings" }, ...findings.map(findingNode));
    byId("x-board").replaceChildren(make("section", {}, make("h2", { textContent: t("points") }), list));
  }
  byId("x-verdict").focus();
}
