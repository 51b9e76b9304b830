// The worker that reads and writes files: it carries the office module, which is fetched when it is first needed.
// A request is [id, operation, …]; answers are [id, "done", value], [id, "progress", done, whole] any number of times
// before, [id, "trap", text] when the module cannot go on (the page then starts another worker), [id, "missing", text]
// when the module cannot be had, [id, "failed", text] for anything else.
import load, * as office from "./pkg/office.js";

const disk = new FileReaderSync();
let loaded = null;

// A blob as the module reads it: by slices. `seen` hears how much has been read.
function slices(blob, seen) {
  let count = 0;
  return {
    size: blob.size,
    read(from, to) {
      count += to - from;
      if (seen) seen(Math.min(count, blob.size), blob.size);
      return new Uint8Array(disk.readAsArrayBuffer(blob.slice(from, to)));
    },
  };
}

// Tells at most ten times a second.
function teller(id) {
  let last = 0;
  return (done, whole) => {
    const now = performance.now();
    if (now - last < 100 && done < whole) return;
    last = now;
    postMessage([id, "progress", done, whole]);
  };
}

// Gathers what is written into blobs, which the browser keeps on its disk when they are large.
class Out {
  constructor(tell) {
    this.tell = tell;
    this.pieces = [];
    this.files = [];
  }
  write(bytes) {
    this.pieces.push(new Blob([bytes]));
  }
  end(about) {
    this.files.push([new Blob(this.pieces, { type: "application/octet-stream" }), about]);
    this.pieces = [];
  }
  progress(done, whole) {
    this.tell(done, whole);
  }
}

// A section of the catalogue, with the labels of all languages.
async function section(name) {
  const answer = await fetch("./catalog/" + name + ".json");
  if (!answer.ok) throw new Error(name + ": " + answer.status);
  return answer.text();
}

const operations = {
  pack(id, lines, facts, digests, blobs) {
    const out = new Out(teller(id));
    const answer = office.pack(lines, facts, digests, blobs.map((blob) => slices(blob)), out);
    return [answer, out.files];
  },
  verify: (id, blob, digest) => office.verify(slices(blob, teller(id)), digest),
  open: (id, blob) => office.open(slices(blob, teller(id))),
  add: (id, blob) => office.add(slices(blob, teller(id))),
  lines: () => office.lines(),
  take: (id, digest) => new Blob([office.take(digest)]),
  receipt: (id, ours) => office.receipt(ours),
  sample: async (id, today) => office.sample(today, await Promise.all(office.sections().map(section))),
};

onmessage = async ({ data: [id, operation, ...rest] }) => {
  try {
    loaded ??= load();
    await loaded;
  } catch (error) {
    loaded = null;
    postMessage([id, "missing", String(error)]);
    return;
  }
  try {
    postMessage([id, "done", await operations[operation](id, ...rest)]);
  } catch (error) {
    const trapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    postMessage([id, trapped ? "trap" : "failed", String(error?.message ?? error)]);
  }
};
