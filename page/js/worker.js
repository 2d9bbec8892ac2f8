
"use strict";
// One core on a thread of its own: the page asks by number, this hands over bytes and files.
let core = null;
let memory = null;
let files = [];

/** Imports of the module: ours, no clock, and for what else crates bring along and nothing calls a stop. */
function imports(module) {
  const found = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    found[from] = found[from] || {};
    if (kind === "function") {
      found[from][name] = () => {
        if (name.startsWith("__wbg_now_")) {
          return 0;
        }
        throw new Error(`${name} is not for this page`);
      };
    }
  }
  found.env = { memory };
  found.page = { load, done: (place) => postMessage({ done: place }) };
  return found;
}

function hand(bytes) {
  const place = core.room(bytes.length);
  new Uint8Array(memory.buffer, place >>> 0, bytes.length).set(bytes);
}

/** Hands over the file at a place; 0 when it cannot be read any more. */
function load(place) {
  postMessage({ load: place });
  try {
    hand(new Uint8Array(new FileReaderSync().readAsArrayBuffer(files[place])));
    return 1;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      throw error;
    }
    return 0;
  }
}

function answer(task, bytes) {
  hand(bytes);
  const place = core.ask(task) >>> 0;
  return new Uint8Array(memory.buffer, place, core.length()).slice();
}

onmessage = async ({ data }) => {
  try {
    if (data.module) {
      memory = new WebAssembly.Memory({ initial: 256, maximum: data.pages });
      core = (await WebAssembly.instantiate(data.module, imports(data.module))).exports;
      postMessage({ id: data.id });
      return;
    }
    files = data.files || files;
    const bytes = answer(data.task, data.bytes);
    postMessage({ id: data.id, bytes }, [bytes.buffer]);
  } catch (error) {
    // Of a core that stopped half way nothing can be asked any more.
    postMessage({ id: data.id, died: String(error) });
  }
};
