// The core on its threads: one that does the job, and one for each file of a format that is read apart.

const TASK = { about: 0, open: 1, run: 2, question: 3, answered: 4, output: 5, zip: 6, serve: 7, blanks: 8, settings: 9 };
/** Memory comes in pages of 64 kB; so many has a core before it does anything. */
const PAGE = 65536;
const FIRST_PAGES = 256;
/** Most memory of the job, a gigabyte: all that forms may take, many times over. */
const JOB_PAGES = 16384;
/** So long may one file take that nothing can stop from inside. */
const FILE_SECONDS = 60;

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const json = (value) => encoder.encode(JSON.stringify(value));
const parsed = (bytes) => JSON.parse(decoder.decode(bytes));

/** The core ended half way: an error of its own, no memory or no time. */
class Died extends Error {}
/** The person stopped it. */
class Canceled extends Error {}

/** The program, unpacked once for all threads, and not before the page is seen. */
const program = (async () => {
  await new Promise((resolve) => {
    setTimeout(resolve, 30);
  });
  const packed = atob(document.getElementById("x-core").textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let place = 0; place < bytes.length; place += 1) {
    bytes[place] = packed.charCodeAt(place);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = await WebAssembly.compile(await new Response(stream).arrayBuffer());
  performance.mark("core");
  return module;
})();

const workerAddress = URL.createObjectURL(
  new Blob([document.getElementById("x-worker").textContent], { type: "text/javascript" }),
);

class Core {
  /** Starts a thread with at most so many pages of memory; its `seen` is told which file is being read. */
  static async start(pages) {
    const core = new Core();
    core.seen = () => {};
    core.waiting = new Map();
    core.count = 0;
    core.worker = new Worker(workerAddress);
    core.worker.onmessage = ({ data }) => (data.id === undefined ? core.seen(data) : core.settle(data));
    core.worker.onerror = (event) => {
      event.preventDefault();
      core.end(new Died(event.message));
    };
    await core.send({ module: await program, pages });
    return core;
  }

  send(message, transfer = []) {
    if (this.ended) {
      return Promise.reject(this.ended);
    }
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...message, id }, transfer);
    });
  }

  settle({ id, bytes, died }) {
    const { resolve, reject } = this.waiting.get(id);
    this.waiting.delete(id);
    if (died === undefined) {
      resolve(bytes);
    } else {
      reject(new Died(died));
    }
  }

  /** Bytes to bytes; `files` stay with the thread. */
  ask(task, bytes = new Uint8Array(), files = undefined) {
    return this.send({ task, bytes, files });
  }

  /** Ends the thread; whatever waits fails by `why`. */
  end(why = new Canceled()) {
    this.ended = why;
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) {
      reject(why);
    }
    this.waiting.clear();
  }
}

/** A core that waits for the next job: a browser is slow with what a program does for the first time. */
let spare = null;

function prepare() {
  spare = Core.start(JOB_PAGES).then(async (core) => {
    await core.ask(TASK.about, json({ lang }));
    return core;
  });
  // Whoever takes it is told.
  spare.catch(() => {});
}

function prepared() {
  const core = spare || Core.start(JOB_PAGES);
  spare = null;
  return core;
}

/** Answers a question on a thread of its own, within a memory and a time: bytes, or what became of it. */
async function readApart(question, { seconds, apart_bytes: most }) {
  let core;
  try {
    core = await Core.start(FIRST_PAGES + Math.ceil(most / PAGE));
  } catch (error) {
    return { failure: "not-started" };
  }
  const clock = setTimeout(() => core.end(new Died("too-long")), seconds * 1000);
  try {
    const bytes = await core.ask(TASK.serve, question);
    return bytes.length > 0 ? { bytes } : { failure: "ended" };
  } catch (error) {
    return { failure: error.message === "too-long" ? "too-long" : "ended" };
  } finally {
    clearTimeout(clock);
    core.end();
  }
}

/** A job over files that were chosen; can be cancelled. */
class Job {
  constructor(files, beside, lang, told) {
    Object.assign(this, { files, beside, lang, told, stopped: [], canceled: false });
  }

  cancel() {
    this.canceled = true;
    if (this.core) {
      this.core.end();
    }
  }

  /** Does it, as often as it takes: a file that stops the core is left out and told. */
  async run() {
    for (;;) {
      this.current = null;
      try {
        return await this.once();
      } catch (error) {
        if (this.core) {
          this.core.end();
        }
        if (this.canceled) {
          throw new Canceled();
        }
        if (!(error instanceof Died) || this.current === null || this.stopped.includes(this.current)) {
          throw error;
        }
        this.stopped.push(this.current);
        this.told({ again: this.files[this.current].path });
      } finally {
        clearTimeout(this.clock);
      }
    }
  }

  /** Which file is being read, and that none takes for ever. */
  seen({ load, done }) {
    clearTimeout(this.clock);
    if (done !== undefined) {
      this.current = null;
      this.read.add(done);
      this.told({ done: this.read.size, all: this.all });
    } else {
      this.current = load;
      this.clock = setTimeout(() => this.core.end(new Died("too-long")), FILE_SECONDS * 1000);
      if (!this.read.has(load)) {
        this.told({ path: this.files[load].path, done: this.read.size, all: this.all });
      }
    }
  }

  async once() {
    this.read = new Set();
    this.all = 0;
    this.core = await prepared();
    this.core.seen = (data) => this.seen(data);
    if (this.canceled) {
      throw new Canceled();
    }
    const { core } = this;
    await core.ask(TASK.about, json({ lang: this.lang }));
    const files = this.files.map(({ path, file }) => ({ path, bytes: file.size }));
    const asked = { files, stopped: this.stopped, settings: null, profiles: null, ...this.beside };
    const ready = parsed(await core.ask(TASK.open, json(asked), this.files.map((it) => it.file)));
    this.current = null;
    if (ready.kind !== "ready") {
      return { answer: ready, core };
    }
    this.all = ready.forms.length;
    for (;;) {
      const answer = parsed(await core.ask(TASK.run));
      clearTimeout(this.clock);
      if (answer.kind !== "asked") {
        return { answer, core, ready };
      }
      for (const place of answer.places) {
        const question = await core.ask(TASK.question, json(place));
        this.told({ apart: true });
        const { bytes = new Uint8Array(), failure = null } = await readApart(question, ready);
        if (this.canceled) {
          throw new Canceled();
        }
        const head = encoder.encode(`${JSON.stringify({ place, failure })}\n`);
        const whole = new Uint8Array(head.length + bytes.length);
        whole.set(head);
        whole.set(bytes, head.length);
        await core.ask(TASK.answered, whole);
      }
      this.read.clear();
    }
  }
}
