// Keeps the second copy of a workbook in the origin's private file system: NAME.log is only ever appended to and flushed;
// NAME.mark says how much it holds. It knows nothing of what the bytes mean. Messages come one at a time:
// [operation, directory, name, bytes, mark] and a port that is answered [true, value] or [false, error].
"use strict";

let log = null;
let markFile = null;
let last = Promise.resolve();

async function directory(name, create) {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(name, { create });
}

function shut() {
  for (const handle of [log, markFile]) if (handle) handle.close();
  log = markFile = null;
}

async function open(dir, name) {
  if (log) return;
  const place = await directory(dir, true);
  const file = await place.getFileHandle(name + ".log", { create: true });
  const mark = await place.getFileHandle(name + ".mark", { create: true });
  try {
    log = await file.createSyncAccessHandle();
    markFile = await mark.createSyncAccessHandle();
  } catch (error) {
    shut();
    throw error;
  }
}

function all(handle, size) {
  const bytes = new Uint8Array(size);
  handle.read(bytes, { at: 0 });
  return bytes;
}

async function bytesOf(dir, name, ending, handle) {
  // Early versions of these handles answered with promises; awaiting does no harm to the others.
  if (handle) return all(handle, await handle.getSize());
  try {
    const file = await (await directory(dir, false)).getFileHandle(name + ending);
    return new Uint8Array(await (await file.getFile()).arrayBuffer());
  } catch (error) {
    if (error.name === "NotFoundError") return new Uint8Array(0);
    throw error;
  }
}

async function removeFile(place, name) {
  for (let tries = 0; ; tries++) {
    try {
      return await place.removeEntry(name);
    } catch (error) {
      if (error.name === "NotFoundError") return;
      // Another tab was told to let go of the file and needs a moment.
      if (tries === 20) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

async function act([operation, dir, name, bytes, mark]) {
  if (operation === "append") {
    await open(dir, name);
    if (bytes.length) {
      log.write(bytes, { at: await log.getSize() });
      await log.flush();
    }
    markFile.write(new TextEncoder().encode(mark), { at: 0 });
    await markFile.flush();
    return null;
  }
  if (operation === "mark") return new TextDecoder().decode(await bytesOf(dir, name, ".mark", markFile));
  if (operation === "read") return bytesOf(dir, name, ".log", log);
  if (operation === "remove") {
    shut();
    const place = await directory(dir, true);
    for (const ending of [".log", ".mark"]) await removeFile(place, name + ending);
    return null;
  }
  throw new Error("unknown operation " + operation);
}

onmessage = ({ data, ports }) => {
  last = last
    .then(() => act(data))
    .then((value) => ports[0].postMessage([true, value]))
    .catch((error) => ports[0].postMessage([false, { name: String(error.name), message: String(error.message) }]));
};
