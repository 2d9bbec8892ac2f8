// Questions that make a workspace file.

const COLUMNS = ["name", "code", "kind", "members", "contact"];
let regimes = [];

const folded = (text) =>
  text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim().replace(/\s+/g, " ");

/** The year that is rated now: from January to June still the one before. */
function seasonYear() {
  const now = new Date();
  return now.getMonth() < 6 ? now.getFullYear() - 1 : now.getFullYear();
}

const regimeOfYear = () => regimes.filter((it) => it.years.includes(Number(byId("x-year").value))).pop();
const rowsOf = () => [...byId("x-rows").children];
const field = (row, column) => row.children[COLUMNS.indexOf(column)].firstElementChild;

/** The kinds of the year in each list, what was chosen kept if the year has it. */
function fillKinds(select) {
  const { kinds } = regimeOfYear();
  const chosen = select.value;
  select.replaceChildren(make("option", { value: "", textContent: t("choose-kind") }), ...kinds.map((it) => make("option", { value: it, textContent: it })));
  select.value = kinds.includes(chosen) ? chosen : "";
}

function addRow() {
  const place = rowsOf().length;
  const cells = COLUMNS.map((column) => {
    const node = make(column === "kind" ? "select" : "input", { autocomplete: "off" });
    node.dataset.column = column;
    node.setAttribute("aria-label", t("of-row", { what: t(`branch-${column}`), row: place + 1 }));
    if (column === "members") {
      node.inputMode = "numeric";
    }
    const cell = make("td", {}, node);
    cell.dataset.label = t(`branch-${column}`);
    return cell;
  });
  const row = make("tr", {}, ...cells);
  byId("x-rows").append(row);
  fillKinds(field(row, "kind"));
  field(row, "name").onchange = () => suggest(row);
}

/** A code of the last two words of a name, and the kind of the row above; both are seen and can be changed. */
function suggest(row) {
  const name = field(row, "name").value;
  const code = field(row, "code");
  if (name.trim() !== "" && code.value === "") {
    const taken = rowsOf().map((it) => field(it, "code").value.toUpperCase());
    const initials = folded(name).replace(/[^a-z0-9 ]/g, "").split(" ").filter(Boolean).slice(-2).map((it) => it[0]).join("").toUpperCase();
    let made = initials;
    for (let number = 2; taken.includes(made); number += 1) {
      made = `${initials}${number}`;
    }
    code.value = made;
  }
  const above = row.previousElementSibling;
  if (name.trim() !== "" && above && field(row, "kind").value === "") {
    field(row, "kind").value = field(above, "kind").value;
  }
}

/** Cells from a spreadsheet go into the cells from here on. */
function paste(event) {
  const { target } = event;
  const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
  if (!target.dataset.column || !/[\t\n]/.test(text)) {
    return;
  }
  event.preventDefault();
  const first = rowsOf().indexOf(target.closest("tr"));
  const from = COLUMNS.indexOf(target.dataset.column);
  const wrong = [];
  text.split("\n").forEach((line, down) => {
    while (rowsOf().length <= first + down) {
      addRow();
    }
    const row = rowsOf()[first + down];
    line.split("\t").slice(0, COLUMNS.length - from).forEach((value, right) => {
      const node = field(row, COLUMNS[from + right]);
      if (node.tagName === "SELECT") {
        const known = regimeOfYear().kinds.find((it) => folded(it) === folded(value));
        node.value = known || "";
        if (!known && value.trim() !== "") {
          wrong.push(t("unknown-kind", { row: first + down + 1, kind: value.trim() }));
        }
      } else {
        node.value = value.trim();
      }
    });
    if (from === 0) {
      suggest(row);
    }
  });
  tellWrong(wrong);
}

function tellWrong(texts) {
  byId("x-wrong").replaceChildren(...texts.map((textContent) => make("p", { textContent })));
}

async function startWizard() {
  const core = await Core.start(JOB_PAGES);
  regimes = parsed(await core.ask(TASK.about, json({ lang }))).regimes;
  core.end();
  const years = [...new Set(regimes.flatMap((it) => it.years))].sort((a, b) => b - a);
  const year = byId("x-year");
  if (year.options.length === 0) {
    year.replaceChildren(...years.map((it) => make("option", { value: it, textContent: it })));
    year.value = years.includes(seasonYear()) ? seasonYear() : years[0];
    year.onchange = () => {
      byId("x-level").textContent = regimeOfYear().superior_level;
      rowsOf().forEach((it) => fillKinds(field(it, "kind")));
    };
    year.onchange();
    for (let count = 0; count < 5; count += 1) {
      addRow();
    }
  }
  show("x-start", false);
  show("x-wizard");
  byId("x-wizard-head").focus();
}

/** The rows that say anything; what is missing in them is marked. */
function branchesAsked(wrong) {
  const asked = [];
  rowsOf().forEach((row, place) => {
    const branch = Object.fromEntries(COLUMNS.map((it) => [it, field(row, it).value.trim()]));
    const isUsed = ["name", "code", "members", "contact"].some((it) => branch[it] !== "");
    for (const column of ["name", "code", "kind"]) {
      const isMissing = isUsed && branch[column] === "";
      field(row, column).setAttribute("aria-invalid", String(isMissing));
      if (isMissing) {
        wrong.push(t("need-cell", { row: place + 1, what: t(`branch-${column}`).toLowerCase() }));
      }
    }
    if (isUsed) {
      asked.push({ branch, place });
    }
  });
  return asked;
}

async function makeSettings() {
  const wrong = [];
  const commune = byId("x-commune").value.trim();
  const superior = byId("x-superior").value.trim();
  for (const [id, text, key] of [["x-commune", commune, "need-commune"], ["x-superior", superior, "need-superior"]]) {
    byId(id).setAttribute("aria-invalid", String(text === ""));
    if (text === "") {
      wrong.push(t(key));
    }
  }
  const asked = branchesAsked(wrong);
  if (asked.length === 0) {
    wrong.push(t("need-branches"));
  }
  if (wrong.length > 0) {
    tellWrong(wrong);
    return null;
  }
  const level = regimeOfYear().superior_level;
  const hasLevel = folded(superior).startsWith(folded(level));
  const answers = {
    year: Number(byId("x-year").value),
    organization: `Đảng bộ ${commune}`,
    committee: `Đảng ủy ${commune}`,
    superior: `Đảng bộ ${hasLevel ? "" : `${level} `}${superior}`,
    place: commune.replace(/^(xã|phường|thị trấn|đặc khu)\s+/i, ""),
    branches: asked.map((it) => it.branch),
  };
  const core = await Core.start(JOB_PAGES);
  await core.ask(TASK.about, json({ lang }));
  const { text, mistakes } = parsed(await core.ask(TASK.settings, json(answers)));
  core.end();
  if (mistakes.length > 0) {
    tellWrong(mistakes.map(({ row, key, told }) => {
      if (row === null) {
        return told.message;
      }
      const { place } = asked[row];
      field(rowsOf()[place], key).setAttribute("aria-invalid", "true");
      return t("wrong-row", { row: place + 1, message: told.message });
    }));
    return null;
  }
  tellWrong([]);
  return text;
}

/** Today, for people. */
function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${two(now.getDate())}/${two(now.getMonth() + 1)}/${now.getFullYear()}`;
}

/** Blank forms and pages of the branches, packed. */
async function blanks(settings) {
  const core = await Core.start(JOB_PAGES);
  await core.ask(TASK.about, json({ lang }));
  const asked = encoder.encode(`${JSON.stringify({ made: today(), settings })}\n${pristine}`);
  const bytes = await core.ask(TASK.blanks, asked);
  core.end();
  if (bytes.length === 0) {
    throw new Error("no blank forms");
  }
  return bytes;
}

function showMade(text) {
  byId("x-made-links").replaceChildren(
    download(encoder.encode(text), "xeploai.toml", t("get-settings"), true),
    " ",
    downloadLater(() => blanks(text), "bieu-mau.zip", t("get-blanks")),
  );
  show("x-wizard", false);
  show("x-start");
  show("x-made");
  byId("x-made").focus();
}
