// The storage in a real browser: killed, crowded, cut off, emptied, filled up.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { folder, launch, line, missing, seqs, serve, sleep } from "./harness.mjs";

const skip = missing;
const kills = Number(process.env.JIEDUI_KILLS ?? 20);
const acknowledged = new Set();
let site;
let browser;
const folders = [];

const profile = (name) => {
  folders.push(folder(name));
  return folders.at(-1);
};

before(async () => {
  if (skip) return;
  site = await serve((seq) => acknowledged.add(seq));
  browser = await launch(profile("store"));
});

after(async () => {
  const faults = browser?.faults ?? [];
  await browser?.close();
  site?.close();
  for (const one of folders) fs.rmSync(one, { recursive: true, force: true });
  assert.deepEqual(faults, [], "errors that nobody caught");
});

const range = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** Opens a page with a new workbook in it. */
async function fresh(on = browser) {
  const page = await on.open(site.address);
  const id = await page.evaluate(async () => {
    const id = await door.create("测试工作簿");
    await door.open(id);
    return id;
  });
  return { page, id };
}

const save = (page, seq, extra) =>
  page.evaluate(([key, lines, clock]) => door.save(key, lines, clock), [`${seq}@t`, line(seq, extra), seq]);
const reopen = (page, id) => page.evaluate((id) => (door.close(), door.open(id)), id);
const journalKeys = (page) =>
  page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("journal:")));

test("what was saved is there after a reload, under names of this directory only", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await save(page, 2);
  const names = await page.evaluate(async () => [
    ...(await indexedDB.databases()).map((d) => d.name), ...Object.keys(localStorage), ...(await caches.keys()),
  ]);
  assert.ok(names.every((name) => name.startsWith("jiedui:/sub/")), names.join());
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  const [health, lines] = await page.evaluate((id) => door.open(id), id);
  assert.deepEqual(seqs(lines), [1, 2]);
  assert.match(health, /missing: false/);
  assert.match(health, /journal_replayed: 0/);
  assert.deepEqual(await journalKeys(page), []);
  await page.close();
});

test("saving is one strict transaction, committed at once", { skip }, async () => {
  const { page } = await fresh();
  await sleep(300);
  const seen = await page.evaluate(async ([lines]) => {
    const seen = [];
    const { transaction } = IDBDatabase.prototype;
    const { commit } = IDBTransaction.prototype;
    IDBDatabase.prototype.transaction = function (...args) {
      const made = transaction.apply(this, args);
      seen.push(`${made.mode} ${made.durability}`);
      return made;
    };
    IDBTransaction.prototype.commit = function () {
      seen.push("commit");
      return commit.apply(this);
    };
    await door.save("1@t", lines, 1);
    return seen;
  }, [line(1)]);
  assert.deepEqual(seen, ["readwrite strict", "commit"]);
  await page.close();
});

test("the same action twice is one action, and a later start finds nothing missing", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 5);
  await save(page, 5);
  const [health, lines] = await reopen(page, id);
  assert.equal(lines, line(5));
  assert.match(health, /entries: 1/);
  assert.match(health, /missing: false/);
  await page.close();
});

test("other lines under the same name are kept beside the first, once", { skip }, async () => {
  const { page, id } = await fresh();
  const put = (lines) => page.evaluate(([lines]) => door.commit("in:7@t", lines, 9), [lines]);
  await put(line(7));
  await put(line(8) + line(9));
  await put(line(8) + line(9));
  const [health, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [7, 8, 9]);
  assert.match(health, /clock: 9/);
  assert.match(health, /missing: false/);
  await page.close();
});

test("an action left in the journal by a crashed tab comes back, unreadable to others until then", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await page.evaluate(([lines]) => door.journal("2@t", lines, 2), [line(2, "张小明")]);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!stored.includes("张小明"));
  const session = await page.context().newCDPSession(page);
  const crashed = new Promise((done) => page.once("crash", done));
  session.send("Page.crash").catch(() => {});
  await crashed;
  const again = await browser.open(site.address);
  const [health, lines] = await again.evaluate((id) => door.open(id), id);
  assert.deepEqual(seqs(lines), [1, 2]);
  assert.match(health, /journal_replayed: 1/);
  assert.deepEqual(await journalKeys(again), []);
  const [later] = await reopen(again, id);
  assert.match(later, /journal_replayed: 0/);
  await again.close();
});

test("a corrupted journal entry is set aside and told, and costs nothing else", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await page.evaluate((id) => localStorage.setItem(`jiedui:/sub/journal:${id}:9@t`, "\u0001damaged"), id);
  const [health, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [1]);
  assert.match(health, /journal_broken: 1/);
  assert.deepEqual(await journalKeys(page), []);
  await page.close();
});

test("a full localStorage keeps nobody from saving", { skip }, async () => {
  const { page, id } = await fresh();
  await page.evaluate(() => {
    for (const size of [100_000, 1_000, 10, 1]) {
      try {
        for (let n = 0; ; n++) localStorage.setItem(`filler${size}-${n}`, "x".repeat(size));
      } catch {}
    }
  });
  await save(page, 1);
  await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("filler")).forEach((k) => localStorage.removeItem(k)));
  const [, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [1]);
  await page.close();
});

test("two tabs write a hundred rows each, and both have two hundred", { skip }, async () => {
  const { page, id } = await fresh();
  const other = await browser.open(site.address);
  await other.evaluate((id) => door.open(id), id);
  const write = (on, from) =>
    on.evaluate(async ([rows]) => {
      for (const [key, lines, clock] of rows) await door.save(key, lines, clock);
    }, [range(0, 99).map((n) => [`${from + 2 * n}@${from}`, line(from + 2 * n), from + 2 * n])]);
  await Promise.all([write(page, 1), write(other, 2)]);
  assert.match(await page.evaluate(() => door.heard()), /Written/);
  const news = await page.evaluate(() => door.read_new());
  assert.deepEqual(seqs(news), range(0, 99).map((n) => 2 + 2 * n));
  assert.equal(await page.evaluate(() => door.read_new()), "");
  const [health, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), range(1, 200));
  assert.match(health, /clock: 200, entries: 200/);
  await other.close();
  await page.close();
});

test("folding loses no row that another tab writes meanwhile", { skip }, async () => {
  const { page, id } = await fresh();
  const other = await browser.open(site.address);
  await other.evaluate((id) => door.open(id), id);
  const write = (on, from, to) =>
    on.evaluate(async ([rows]) => {
      for (const [key, lines, clock] of rows) await door.save(key, lines, clock);
    }, [range(from, to).map((n) => [`${n}@t`, line(n), n])]);
  await write(page, 1, 1_150);
  const busy = write(other, 2_001, 2_120);
  let folded = 0;
  for (let n = 0; n < 10; n++) folded += Number(await page.evaluate(() => door.compact()));
  await busy;
  assert.ok(folded >= 1);
  assert.deepEqual(seqs(await page.evaluate(() => door.read_new())).filter((n) => n > 2_000), range(2_001, 2_120));
  // A tab that read the rows before they were folded still gets everything it has not read.
  const late = seqs(await other.evaluate(() => door.read_new()));
  assert.ok(late.length >= 1_000);
  const [health, lines, chunks] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [...range(1, 1_150), ...range(2_001, 2_120)]);
  assert.match(health, /missing: false/);
  assert.ok(chunks < 200, `${chunks} chunks`);
  await other.close();
  await page.close();
});

test("a connection that dies is opened again and the action is saved", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  // The next transaction fails as it does on a phone whose database process was killed in the background.
  await page.evaluate(() => {
    const original = IDBDatabase.prototype.transaction;
    let times = 1;
    IDBDatabase.prototype.transaction = function (...args) {
      if (times-- > 0) throw new DOMException("Connection to Indexed Database server lost. Refresh the page", "UnknownError");
      return original.apply(this, args);
    };
  });
  await save(page, 2);
  // And one that is aborted halfway.
  await page.evaluate(() => {
    const original = IDBObjectStore.prototype.put;
    let times = 1;
    IDBObjectStore.prototype.put = function (...args) {
      const request = original.apply(this, args);
      if (times-- > 0) this.transaction.abort();
      return request;
    };
  });
  await save(page, 3);
  const [, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [1, 2, 3]);
  await page.close();
});

test("a database that never answers is told after five seconds, and the journal still has the action", { skip }, async () => {
  const { page, id } = await fresh();
  await page.evaluate(() => {
    // The transaction commits, but nobody ever hears of it.
    Object.defineProperty(IDBTransaction.prototype, "oncomplete", { set() {}, configurable: true });
  });
  const began = Date.now();
  await assert.rejects(save(page, 1), /TimedOut/);
  assert.ok(Date.now() - began < 9_000);
  assert.equal((await journalKeys(page)).length, 1);
  await page.reload();
  await page.waitForFunction(() => document.title === "ready");
  const [health, lines] = await page.evaluate((id) => door.open(id), id);
  assert.deepEqual(seqs(lines), [1]);
  assert.match(health, /missing: false/);
  await page.close();
});

test("a failing store leaves the action in the journal and says what is wrong", { skip }, async () => {
  const { page } = await fresh();
  await page.evaluate(() => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("no room", "QuotaExceededError");
    };
  });
  await assert.rejects(save(page, 1), /Full/);
  assert.equal((await journalKeys(page)).length, 1);
  await page.close();
});

test("a newer database is read and never written, and an old page is told when it comes", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await page.evaluate(
    (id) => new Promise((done, failed) => {
      const request = indexedDB.open(`jiedui:/sub/book:${id}`, 2);
      request.onsuccess = () => (request.result.close(), done());
      request.onerror = failed;
    }), id);
  assert.match(await page.evaluate(() => door.heard()), /Superseded/);
  await assert.rejects(save(page, 2), /Newer/);
  const [health, lines] = await reopen(page, id);
  assert.match(health, /read_only: true/);
  assert.deepEqual(seqs(lines), [1]);
  await assert.rejects(save(page, 3), /Newer/);
  assert.deepEqual(await journalKeys(page).then((keys) => keys.filter((k) => k.includes("3@t"))), []);
  await page.close();
});

/** Waits until the second copy holds as many entries as asked. */
async function copied(page, count) {
  for (let tries = 0; tries < 200; tries++) {
    if (seqs(await page.evaluate(() => door.second_copy())).length >= count) return;
    await sleep(50);
  }
  assert.fail("the second copy was not kept up");
}

test("a database deleted behind our back is missing, not new, and the second copy brings it back", { skip }, async () => {
  const { page, id } = await fresh();
  for (const seq of range(1, 30)) await save(page, seq);
  await copied(page, 30);
  await page.evaluate((id) => {
    door.close();
    return new Promise((done) => (indexedDB.deleteDatabase(`jiedui:/sub/book:${id}`).onsuccess = done));
  }, id);
  const [health, lines] = await page.evaluate((id) => door.open(id), id);
  assert.equal(lines, "");
  assert.match(health, /missing: true/);
  assert.match(health, /high_water: Mark \{ clock: 30, entries: 30 \}/);
  const found = await page.evaluate(() => door.second_copy());
  assert.deepEqual(seqs(found), range(1, 30));
  await page.evaluate(([found]) => door.commit("recovered", found, 30), [found]);
  const [after] = await reopen(page, id);
  assert.match(after, /missing: false/);
  await page.close();
});

test("with every database and localStorage gone the workbook is still listed and missing", { skip }, async () => {
  const { page, id } = await fresh();
  for (const seq of range(1, 5)) await save(page, seq);
  await copied(page, 5);
  await sleep(300);
  await page.evaluate(async () => {
    door.close();
    localStorage.clear();
  });
  await page.reload();
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
    }
  });
  assert.match(await page.evaluate(() => door.workbooks()), new RegExp(id));
  const [health] = await page.evaluate((id) => door.open(id), id);
  assert.match(health, /missing: true/);
  assert.deepEqual(seqs(await page.evaluate(() => door.second_copy())), range(1, 5));
  await page.evaluate(() => door.accept_loss());
  const [later] = await reopen(page, id);
  assert.match(later, /missing: false/);
  await page.close();
});

test("a database emptied while the app is open refuses to go on as if nothing had been there", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  // Chromium tells an open page nothing when a person clears the site's data except by closing the connection.
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: new URL(site.address).origin, storageTypes: "indexeddb" });
  await sleep(300);
  await assert.rejects(save(page, 2), /Emptied|Removed/);
  const [health] = await reopen(page, id);
  assert.match(health, /missing: true/);
  await page.close();
});

test("the second copy takes over from a closed tab and makes good what it missed", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await copied(page, 1);
  const other = await browser.open(site.address);
  await other.evaluate((id) => door.open(id), id);
  await save(other, 2);
  await page.close();
  await sleep(500);
  await save(other, 3);
  await copied(other, 3);
  await other.close();
});

test("workbooks are renamed, removed with everything, and other tabs are told", { skip }, async () => {
  const { page, id } = await fresh();
  await save(page, 1);
  await copied(page, 1);
  const other = await browser.open(site.address);
  await other.evaluate(([id]) => door.rename(id, "另一个名字"), [id]);
  assert.match(await other.evaluate(() => door.workbooks()), new RegExp(`${id} \\d+ 另一个名字`));
  await other.evaluate((id) => door.remove(id), id);
  assert.match(await page.evaluate(() => door.heard()), /Removed/);
  await assert.rejects(save(page, 2), /Removed/);
  await page.evaluate(() => door.close());
  assert.doesNotMatch(await other.evaluate(() => door.workbooks()), new RegExp(id));
  const left = await other.evaluate(async (id) => {
    const root = await navigator.storage.getDirectory();
    const dir = await root.getDirectoryHandle(encodeURIComponent("jiedui:/sub/"), { create: true });
    const files = [];
    for await (const name of dir.keys()) files.push(name);
    return [...files, ...(await indexedDB.databases()).map((d) => d.name), ...Object.keys(localStorage)].filter((n) => n.includes(id));
  }, id);
  assert.deepEqual(left, []);
  await other.close();
  await page.close();
});

test("drafts are kept, listed and dropped", { skip }, async () => {
  const { page } = await fresh();
  const seen = await page.evaluate(() => door.draft_round("activity:new", '{"topic":"半句话"}'));
  assert.equal(seen, 'Some("{\\"topic\\":\\"半句话\\"}") 1 None');
  await page.close();
});

test("the probe finds storage that works and storage that is refused", { skip }, async () => {
  const { page } = await fresh();
  assert.match(await page.evaluate(() => door.probe()), /database: Ok.*local: true, secure: true, private: false/);
  await page.close();
  const refused = await browser.context.newPage();
  await refused.addInitScript(() => {
    const no = { get() { throw new DOMException("denied", "SecurityError"); } };
    Object.defineProperty(window, "localStorage", no);
    Object.defineProperty(window, "indexedDB", no);
  });
  await refused.goto(site.address);
  await refused.waitForFunction(() => document.title === "ready");
  assert.match(await refused.evaluate(() => door.probe()), /database: Err\(Blocked\), local: false/);
  await assert.rejects(refused.evaluate(() => door.create("x")), /Blocked/);
  await refused.close();
});

test("without private file system, locks, caches and channels the database still keeps everything", { skip }, async () => {
  const page = await browser.context.newPage();
  await page.addInitScript(() => {
    for (const name of ["storage", "locks"]) Object.defineProperty(Navigator.prototype, name, { get: () => undefined });
    Object.defineProperty(window, "caches", { get: () => undefined });
    delete window.BroadcastChannel;
  });
  await page.goto(site.address);
  await page.waitForFunction(() => document.title === "ready");
  const id = await page.evaluate(() => door.create("内网"));
  await page.evaluate((id) => door.open(id), id);
  await save(page, 1);
  const [health, lines] = await reopen(page, id);
  assert.deepEqual(seqs(lines), [1]);
  assert.match(health, /missing: false/);
  await assert.rejects(page.evaluate(() => door.second_copy()), /Blocked/);
  assert.match(await page.evaluate(() => door.probe()), /persisted=false None/);
  await page.close();
});

test(`a browser killed right after «saved» has the record, ${kills} times of ${kills}`, { skip, timeout: 600_000 }, async () => {
  const home = profile("kill");
  let id;
  for (let seq = 1; seq <= kills + 1; seq++) {
    const run = await launch(home);
    const page = await run.open(site.address);
    id ??= await page.evaluate(() => door.create("断电"));
    const [health, lines] = await page.evaluate((id) => door.open(id), id);
    assert.deepEqual(seqs(lines), range(1, seq - 1));
    assert.match(health, /missing: false/, `before ${seq}: ${health}`);
    if (seq > kills) {
      await run.close();
      break;
    }
    await save(page, seq);
    await run.kill();
  }
});

const rounds = Math.ceil(kills / 3);
test(`of all actions acknowledged before ${rounds} kills at any moment none is lost`, { skip, timeout: 600_000 }, async () => {
  const home = profile("kills");
  acknowledged.clear();
  let id;
  for (let round = 0; round <= rounds; round++) {
    const run = await launch(home);
    const page = await run.open(site.address);
    id ??= await page.evaluate(() => door.create("拔电"));
    const [health, lines] = await page.evaluate((id) => door.open(id), id);
    const found = new Set(seqs(lines));
    assert.deepEqual([...acknowledged].filter((seq) => !found.has(seq)), [], `after kill ${round}: ${health}`);
    assert.match(health, /missing: false/);
    if (round === rounds) {
      await run.close();
      break;
    }
    page
      .evaluate(async (from) => {
        for (let seq = from; ; seq++) {
          await door.save(`${seq}@k`, `${JSON.stringify({ v: 1, seq, device: "k" })}\n`, seq);
          fetch(`./ack?n=${seq}`, { keepalive: true }).catch(() => {});
          await new Promise((done) => setTimeout(done, Math.random() * 12));
        }
      }, Math.max(0, ...found) + 1)
      .catch(() => {});
    await sleep(200 + Math.random() * 900);
    await run.kill();
  }
  assert.ok(acknowledged.size > rounds * 5, `${acknowledged.size} acknowledged`);
});

/** Every file below a folder. */
const below = (dir) =>
  fs.existsSync(dir)
    ? fs.readdirSync(dir, { recursive: true }).map((name) => path.join(dir, name)).filter((file) => fs.statSync(file).isFile())
    : [];

const damages = {
  "bytes flipped in the middle": (file, bytes) => {
    for (let at = bytes.length >> 1; at < (bytes.length >> 1) + 64 && at < bytes.length; at++) bytes[at] ^= 0xff;
    fs.writeFileSync(file, bytes);
  },
  "the second half cut off": (file, bytes) => fs.writeFileSync(file, bytes.subarray(0, bytes.length >> 1)),
  "the files gone": (file) => fs.rmSync(file),
};

for (const [name, damage] of Object.entries(damages)) {
  test(`a damaged database is never taken for a first start: ${name}`, { skip, timeout: 120_000 }, async () => {
    const home = profile("damage");
    let run = await launch(home);
    let { page, id } = await fresh(run);
    for (const seq of range(1, 60)) await save(page, seq);
    await copied(page, 60);
    await sleep(500);
    await run.close();
    const stores = ["IndexedDB", "Local Storage"].flatMap((part) => below(path.join(home, "Default", part)));
    const hit = stores.filter((file) => /\.(log|ldb)$|MANIFEST|CURRENT/.test(file));
    assert.ok(hit.length > 0);
    for (const file of hit) damage(file, fs.readFileSync(file));
    run = await launch(home);
    page = await run.open(site.address);
    const books = await page.evaluate(() => door.workbooks());
    assert.match(books, new RegExp(id), "the workbook is not even listed");
    const [health, lines] = await page.evaluate((id) => door.open(id), id);
    const all = seqs(lines).length === 60;
    assert.ok(all || /missing: true/.test(health), `${seqs(lines).length} of 60 and ${health}`);
    assert.deepEqual(seqs(await page.evaluate(() => door.second_copy())), range(1, 60));
    await run.close();
  });
}

test("a full disk is told in time, loses nothing that was saved, and saving works again with room", { skip, timeout: 240_000 }, async (context) => {
  const disk = profile("disk");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=120m", "tmpfs", disk], { stdio: "ignore" });
  } catch {
    context.skip("mounting a small disk is not allowed here; the failing store above stands in for it");
    return;
  }
  let run;
  try {
    run = await launch(path.join(disk, "p"), ["--disk-cache-size=1000000"]);
    const { page, id } = await fresh(run);
    await save(page, 1);
    execFileSync("sh", ["-c", `dd if=/dev/zero of=${disk}/fill bs=64k 2>/dev/null || true`]);
    let failed;
    const big = "满".repeat(300_000);
    for (let seq = 2; seq < 40 && !failed; seq++) {
      failed = await save(page, seq, big).then(() => null, (error) => ({ seq, error: String(error) }));
    }
    assert.match(failed?.error ?? "nothing failed", /Full|TimedOut|Gone/);
    const saved = failed.seq - 1;
    const known = seqs((await page.evaluate((id) => (door.close(), door.open(id)), id).catch(() => [null, ""]))[1] ?? "");
    fs.rmSync(path.join(disk, "fill"));
    await run.kill();
    run = await launch(path.join(disk, "p"), ["--disk-cache-size=1000000"]);
    const again = await run.open(site.address);
    const [health, lines] = await again.evaluate((id) => door.open(id), id);
    const found = seqs(lines);
    for (const seq of [...range(1, saved), ...known]) assert.ok(found.includes(seq), `${seq} of ${found}`);
    assert.match(health, /missing: false/);
    await save(again, 99);
  } finally {
    await run?.kill();
    execFileSync("umount", [disk]);
  }
});
