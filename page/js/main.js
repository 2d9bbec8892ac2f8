// What is chosen or dropped, and what becomes of it.

/** Settings that were made here, as long as none are handed over. */
let settings = null;
let job = null;

/** Files of a folder that was dropped, with their paths, as newer browsers give it. */
async function walkHandle(folder, path, found) {
  for await (const handle of folder.values()) {
    const inside = `${path}/${handle.name}`;
    if (handle.kind === "directory") {
      await walkHandle(handle, inside, found);
    } else {
      found.push({ path: inside, file: await handle.getFile() });
    }
  }
}

/** The same as all browsers give it; some do not for a page that is a file. */
async function walkEntry(entry, found) {
  const asked = (ask) => new Promise((resolve, reject) => {
    ask(resolve, reject);
  });
  if (entry.isFile) {
    const file = await asked((resolve, reject) => entry.file(resolve, reject));
    found.push({ path: entry.fullPath.replace(/^\//, ""), file });
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const some = await asked((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return;
    }
    for (const it of some) {
      await walkEntry(it, found);
    }
  }
}

/** What was dropped. All of it has to be asked for before anything is waited for. */
async function dropped(transfer) {
  const items = [...transfer.items].filter((it) => it.kind === "file");
  const parts = items.map((it) => ({
    file: it.getAsFile(),
    entry: it.webkitGetAsEntry ? it.webkitGetAsEntry() : null,
    handle: it.getAsFileSystemHandle ? it.getAsFileSystemHandle().catch(() => null) : null,
  }));
  const found = [];
  for (const { file, entry, handle } of parts) {
    const folder = await handle;
    if (folder && folder.kind === "directory") {
      await walkHandle(folder, folder.name, found);
    } else if (entry && entry.isDirectory) {
      await walkEntry(entry, found);
    } else if (file) {
      found.push({ path: file.name, file });
    }
  }
  return found;
}

function tell({ path, done, all, apart, again }) {
  const bar = byId("x-bar");
  if (again !== undefined) {
    byId("x-told").textContent = t("again", { path: again });
    return;
  }
  if (apart) {
    byId("x-told").textContent = t("reading-apart", { path: "" }).replace(/:\s*$/, "…");
    return;
  }
  bar.max = Math.max(all, 1);
  bar.value = done;
  byId("x-told").textContent = path === undefined || done >= all ? t("writing", { all }) : t("reading-file", { path, done, all });
}

/** Words for a job that did not come to its end. */
function explain(answer, files) {
  const text = (key, args) => [make("p", { textContent: t(key, args) })];
  switch (answer.kind) {
    case "no-settings":
      return text("no-settings", { count: files.length });
    case "several":
      return text("several", { paths: answer.paths.join(", ") });
    case "no-inbox":
      return text("no-inbox", answer);
    case "no-input":
      return [...text("no-input"), ...toldNodes(answer.told)];
    default:
      return toldNodes(answer.told);
  }
}

async function check(files) {
  clear();
  if (job) {
    job.cancel();
  }
  if (files.length === 0) {
    tellTrouble([make("p", { textContent: t("no-files") })]);
    return;
  }
  if (own && files.length > 1) {
    tellTrouble([make("p", { textContent: t("branch-one", { count: files.length }) })]);
    return;
  }
  const hasSettings = files.some((it) => it.path.split("/").pop() === "xeploai.toml");
  const made = hasSettings ? null : settings;
  const beside = own ? { settings: own.settings, profiles: own.profiles } : { settings: made };
  job = new Job(files, beside, lang, tell);
  byId("x-told").textContent = t("loading");
  byId("x-bar").value = 0;
  show("x-start", false);
  show("x-wizard", false);
  show("x-work");
  byId("x-cancel").focus();
  const current = job;
  try {
    const result = await job.run();
    if (current === job) {
      show("x-work", false);
      show("x-start");
      await showResult(result, files);
      prepare();
    }
  } catch (error) {
    if (current === job) {
      show("x-work", false);
      show("x-start");
      failed(error);
    }
  }
}

/** What went wrong besides what the core tells; `why` is for who looks after the program, and holds no value of a form. */
function failed(error) {
  byId("x-trouble").dataset.why = String(error);
  tellTrouble([make("p", { textContent: t(error instanceof Canceled ? "canceled" : "failed") })]);
}

async function showResult(result, files) {
  const { answer, core } = result;
  if (answer.kind === "done") {
    await (own ? showBranch(result, files) : showCommune(result));
    return;
  }
  core.end();
  const isNone = own && answer.kind === "no-input";
  if (answer.kind === "no-settings") {
    await startWizard();
  }
  tellTrouble(isNone ? toldNodes(answer.told) : explain(answer, files), isNone ? t("verdict-none") : undefined);
}

function listen() {
  const drop = byId("x-drop");
  const over = (isOver) => drop.classList.toggle("x-over", isOver);
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  document.addEventListener("dragleave", (event) => over(event.relatedTarget !== null));
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(false);
    let files = null;
    try {
      files = await dropped(event.dataTransfer);
    } catch (error) {
      clear();
      byId("x-trouble").dataset.why = String(error);
      tellTrouble([make("p", { textContent: t("not-dropped") })]);
    }
    if (files) {
      check(files);
    }
  });
  for (const id of ["x-folder", "x-files"]) {
    const input = byId(`${id}-input`);
    byId(id).onclick = () => input.click();
    input.onchange = () => {
      const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
      // The same files may be chosen again.
      input.value = "";
      check(files);
    };
  }
  byId("x-cancel").onclick = () => job.cancel();
  byId("x-new").onclick = () => startWizard().catch(failed);
  // Some telephones have no folders to choose.
  show("x-folder", !own && "webkitdirectory" in HTMLInputElement.prototype);
  byId("x-more").onclick = addRow;
  byId("x-leave").onclick = () => {
    show("x-wizard", false);
    show("x-start");
    byId("x-new").focus();
  };
  byId("x-rows").addEventListener("paste", paste);
  byId("x-wizard").onsubmit = async (event) => {
    event.preventDefault();
    let text = null;
    try {
      text = await makeSettings();
    } catch (error) {
      failed(error);
    }
    if (text !== null) {
      clear();
      settings = text;
      showMade(text);
    }
  };
}

translate();
if (own) {
  startBranch();
}
listen();
prepare();
program.catch(() => {
  show("x-old");
  show("x-start", false);
});
