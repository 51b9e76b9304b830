// Measures the built site beside a minimal React + Dexie page, in one run, taking turns, so that the machine's noise
// hits both alike. Quote the ratios; absolute times are this machine's. Writes docs/BENCHMARKS.md.
// usage: node tests/bench/bench.mjs [rounds]
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { fileURLToPath } from "node:url";
import { createRequire } from "node:module";
import { spawnSync } from "node:child_process";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../..");
const require = createRequire(path.join(root, "tests/package.json"));
const { chromium } = require("playwright-core");
const esbuild = require("esbuild");
const dist = process.env.JIEDUI_DIST ?? path.join(root, "dist");
const program = process.env.JIEDUI_CHROMIUM ?? "/usr/bin/chromium";
const jiedui = process.env.JIEDUI_CLI ?? path.join(root, "target/release/jiedui");
const rounds = Number(process.argv[2] ?? 5);
const MANY = 10_000;
const QUERIES = ["户", "户外", "户外自", "观", "观察", "支", "支持", "孩子", "hw", "没有这样的词"];

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json", ".txt": "text/plain" };

/** Serves a folder, brotli where it helps, and counts what it sends. */
async function serve(folder) {
  const bodies = new Map();
  const sent = { bytes: 0, requests: 0 };
  const body = (file) => {
    if (!bodies.has(file)) {
      const raw = fs.readFileSync(file);
      const ready = `${file}.br`;
      const small = raw.length > 256 && !file.endsWith(".png");
      const br = fs.existsSync(ready) ? fs.readFileSync(ready) : small ? zlib.brotliCompressSync(raw) : null;
      bodies.set(file, { raw, br });
    }
    return bodies.get(file);
  };
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = path.join(folder, name === "/" ? "index.html" : name);
    if (!file.startsWith(folder) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) return response.writeHead(404).end();
    const { raw, br } = body(file);
    const headers = { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", "cache-control": "no-cache" };
    if (br) headers["content-encoding"] = "br";
    sent.bytes += (br ?? raw).length;
    sent.requests += 1;
    response.writeHead(200, headers).end(br ?? raw);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/`, sent };
}

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
/** A browser on a profile, once its own start is over: what it still does then would fall on whichever page comes first. */
async function fresh(profile) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program, headless: true, args: ARGS, viewport: { width: 390, height: 844 }, chromiumSandbox: false, locale: "zh-CN",
  });
  for (let before = -1, now = cpu(profile); now - before > 20; ) {
    await new Promise((done) => setTimeout(done, 300));
    [before, now] = [now, cpu(profile)];
  }
  return context;
}

/** Leaves the page as a person does, then the browser. */
async function leave(context) {
  await context.pages()[0].goto("about:blank");
  await context.close();
}

const began = Date.now();
const tell = (words) => process.stderr.write(`${Math.round((Date.now() - began) / 1000)} s: ${words}\n`);

/** CPU seconds of the whole browser, from the system's own accounting. */
function cpu(mark) {
  let ticks = 0;
  for (const pid of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(mark)) continue;
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // The process ended while we looked.
    }
  }
  return ticks * 10;
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (number, places = 0) => Number(number.toFixed(places));

/** Milliseconds from the start of the navigation until `ready` stands in the page and a frame was painted. */
async function start(page, address, ready, mark) {
  const before = cpu(mark);
  await page.goto(address, { waitUntil: "commit" });
  const took = await page.evaluate(
    (ready) =>
      new Promise((done) => {
        let shown;
        const look = () => {
          if (!document.querySelector(ready)) return requestAnimationFrame(look);
          requestAnimationFrame(() => {
            shown ??= performance.now();
            // The first page as it was left stands in for the app while a workbook is read.
            if (document.querySelector("#picture")) return look();
            done({ shown, read: performance.now() });
          });
        };
        look();
      }),
    ready,
  );
  return { wall: took.shown, read: took.read, cpu: cpu(mark) - before };
}

async function peerSite() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "jiedui-peer-"));
  esbuild.buildSync({
    entryPoints: [path.join(here, "peer/main.jsx")], bundle: true, minify: true, format: "esm", jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' }, outfile: path.join(folder, "main.js"), nodePaths: [path.join(here, "node_modules")],
  });
  fs.writeFileSync(path.join(folder, "index.html"), '<!doctype html><meta charset="utf-8"><title>peer</title><div id="root"></div><script type="module" src="./main.js"></script>');
  return folder;
}

/** A workbook of `count` activities, merged into the app through its own page for joining. */
async function fillOurs(page, address, count) {
  const file = path.join(os.tmpdir(), `jiedui-bench-${count}.jiedui`);
  const made = spawnSync(jiedui, ["sample", "--activities", String(count), "--seed", "1", "--out", file], { encoding: "utf8" });
  if (made.status !== 0) throw new Error(`jiedui sample: ${made.stderr || made.error}`);
  await page.goto(address);
  await page.getByRole("button", { name: "恢复备份" }).click();
  const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "选择文件" }).click()]);
  await dialog.setFiles(file);
  const restore = page.getByRole("button", { name: "恢复这一本" });
  await restore.click({ timeout: 120_000 });
  const me = page.getByRole("combobox").or(page.getByRole("radio")).first();
  await me.waitFor();
  if ((await me.evaluate((it) => it.tagName)) === "SELECT") await me.selectOption({ index: 1 });
  else await me.check();
  await restore.click();
  await page.getByText("接下来").first().waitFor({ timeout: 240_000 });
}

let ENTRIES = 0;

/** What an activity's search goes over, as the workbook of the measurement has it. */
function textsOf(file) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "jiedui-texts-"));
  const done = spawnSync(jiedui, ["unpack", file, "--out", folder], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`jiedui unpack: ${done.stderr || done.error}`);
  const texts = new Map();
  const lines = fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".jsonl")).sort();
  for (const name of lines) {
    for (const line of fs.readFileSync(path.join(folder, name), "utf8").split("\n").filter(Boolean)) {
      ENTRIES += 1;
      const { kind, id, patch } = JSON.parse(line);
      if (kind === "activity") texts.set(id, { ...texts.get(id), ...patch });
    }
  }
  return [...texts.values()].map(({ title = "", place = "", content = "" }) => `${title} ${place} ${content}`);
}

const ours = await serve(dist);
const peer = await serve(await peerSite());
const READY = { ours: ".welcome h1, .lede", peer: "#ready" };
const out = { cold: { ours: [], peer: [] }, warm10: { ours: [] }, warm: { ours: [], peer: [] } };
let first;

for (let at = -1; at < rounds; at++) {
  for (const [name, site] of [["ours", ours], ["peer", peer]]) {
    site.sent.bytes = 0;
    site.sent.requests = 0;
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "jiedui-bench-"));
    const context = await fresh(profile);
    const page = context.pages()[0];
    const took = await start(page, site.address, READY[name], profile);
    if (at === 0 && name === "ours") first = { ...site.sent };
    if (at >= 0) out.cold[name].push(took);
    await context.close();
  }
}

tell("cold starts measured");

const profiles = {};
for (const [name, count] of [["ours", MANY], ["ours10", 10], ["peer", MANY]]) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "jiedui-bench-"));
  profiles[name] = profile;
  const context = await fresh(profile);
  const page = context.pages()[0];
  if (name === "peer") {
    await page.goto(peer.address);
    await page.waitForSelector("#ready");
    await page.evaluate(async (count) => {
      const texts = Array.from({ length: count }, (_, n) => ({ text: `第${n}次 户外自主游戏的观察与支持 青禾幼儿园 送教下乡 1.5 课时 ${"教师分组观察孩子的游戏,记录对话,讨论介入的时机。".repeat(4)}` }));
      await globalThis.peer.items.bulkAdd(texts);
    }, count);
  } else {
    await fillOurs(page, ours.address, count);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  }
  await leave(context);
  tell(`${count} activities put into ${name}`);
}
for (let at = -1; at < rounds; at++) {
  for (const [name, site, list] of [["ours", ours, out.warm.ours], ["ours10", ours, out.warm10.ours], ["peer", peer, out.warm.peer]]) {
    const context = await fresh(profiles[name]);
    const took = await start(context.pages()[0], site.address, name === "peer" ? READY.peer : ".lede", profiles[name]);
    if (at >= 0) list.push(took);
    await leave(context);
  }
}

tell("warm starts measured");

/** Saving: from the tap on 保存 to 「已保存」 in the page, and a bare Dexie put in the peer's page. */
async function saving() {
  const context = await fresh(profiles.ours10);
  const page = context.pages()[0];
  const times = [];
  const puts = [];
  for (let at = 0; at < 15; at++) {
    await page.goto(`${ours.address}#/log`);
    await page.getByLabel("活动类型").getByText("送教下乡").first().click();
    await page.getByLabel("主题").fill(`测量 ${at}`);
    times.push(
      await page.evaluate(
        () =>
          new Promise((done) => {
            const button = [...document.querySelectorAll("button")].find((it) => it.textContent.trim() === "保存");
            const begun = performance.now();
            new MutationObserver((_, observer) => {
              if ([...document.querySelectorAll('[role="status"]')].some((it) => it.textContent.includes("已保存"))) {
                observer.disconnect();
                done(performance.now() - begun);
              }
            }).observe(document, { childList: true, subtree: true, characterData: true });
            button.click();
          }),
      ),
    );
    await page.goto("about:blank");
  }
  await context.close();
  const other = await fresh(profiles.peer);
  const bare = other.pages()[0];
  await bare.goto(peer.address);
  await bare.waitForSelector("#ready");
  for (let at = 0; at < 40; at++) {
    puts.push(
      await bare.evaluate(async () => {
        const begun = performance.now();
        await globalThis.peer.items.add({ text: "测量" });
        return performance.now() - begun;
      }),
    );
  }
  await other.close();
  return { ours: times, peer: puts };
}

/**
 * A keystroke in the search box over 10,000 activities: all script until the page stands still, by the browser's own account, and the time
 * until the next frame was painted. Beside it String.includes over the same texts in the same page.
 */
async function searching() {
  const context = await fresh(profiles.ours);
  const page = context.pages()[0];
  await page.goto(`${ours.address}#/activities`);
  const box = page.getByRole("searchbox").first();
  await box.click();
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const script = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((it) => it.name === "ScriptDuration").value * 1000;
  };
  const type = async (query) => {
    const before = await script();
    const frame = await box.evaluate(
      (input, query) =>
        new Promise((done) => {
          const begun = performance.now();
          input.value = query;
          input.dispatchEvent(new InputEvent("input", { bubbles: true }));
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done(performance.now() - begun);
            port2.postMessage(0);
          });
        }),
      query,
    );
    return { frame, script: (await script()) - before };
  };
  // What a bare turn of this measurement costs is taken off.
  const empty = await page.evaluateHandle(() => document.createElement("input"));
  const bare = [];
  for (let at = 0; at < 9; at++) {
    const before = await script();
    await empty.evaluate(
      (input) =>
        new Promise((done) => {
          input.dispatchEvent(new InputEvent("input", { bubbles: true }));
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => done();
            port2.postMessage(0);
          });
        }),
    );
    bare.push((await script()) - before);
  }
  const first = await type("一");
  await page.waitForFunction(() => performance.getEntriesByType("resource").some((it) => it.name.endsWith("letters.txt") && it.responseEnd > 0));
  await type("二");
  const strokes = [];
  for (const query of QUERIES) strokes.push(await type(query));
  await type(QUERIES[0]);
  const rows = await page.locator("main a.deed").count();
  const includes = await page.evaluate(
    ({ texts, queries }) => {
      return queries.map((query) => {
        const begun = performance.now();
        for (let times = 0; times < 20; times++) {
          let found = 0;
          for (const text of texts) found += text.includes(query) ? 1 : 0;
          globalThis.sink = found;
        }
        return (performance.now() - begun) / 20;
      });
    },
    { texts: textsOf(path.join(os.tmpdir(), `jiedui-bench-${MANY}.jiedui`)), queries: QUERIES },
  );
  await context.close();
  const off = median(bare);
  return { script: strokes.map((it) => Math.max(0, it.script - off)), frame: strokes.map((it) => it.frame), first: first.script, includes, rows };
}

const save = await saving();
tell("saving measured");
const search = await searching();
const wall = (list) => round(median(list.map((it) => it.wall)));
const read = (list) => round(median(list.map((it) => it.read)));
const used = (list) => round(median(list.map((it) => it.cpu)));
const ratio = (a, b) => round(a / b, 2);
const table = [
  "| what | ours | peer | ratio | wished for |",
  "|---|---|---|---|---|",
  `| first load, brotli | ${round(first.bytes / 1024)} KB in ${first.requests} requests, two of them the browser's own for the manifest | | | ≤ 216 KB, ≤ 8 requests |`,
  `| cold start, wall | ${wall(out.cold.ours)} ms | ${wall(out.cold.peer)} ms | ${ratio(wall(out.cold.ours), wall(out.cold.peer))} | ≤ 1.0 |`,
  `| cold start, CPU of the browser | ${used(out.cold.ours)} ms | ${used(out.cold.peer)} ms | ${ratio(used(out.cold.ours), used(out.cold.peer))} | |`,
  `| warm start with ${MANY} activities: the first page stands, its links work, wall | ${wall(out.warm.ours)} ms | ${wall(out.warm.peer)} ms | ${ratio(wall(out.warm.ours), wall(out.warm.peer))} | ≤ 0.5 |`,
  `| until all ${MANY} are read, ours with ${ENTRIES} records, wall | ${read(out.warm.ours)} ms | ${read(out.warm.peer)} ms | ${ratio(read(out.warm.ours), read(out.warm.peer))} | |`,
  `| warm start with ${MANY} activities, CPU | ${used(out.warm.ours)} ms | ${used(out.warm.peer)} ms | ${ratio(used(out.warm.ours), used(out.warm.peer))} | |`,
  `| the same, ${MANY} against 10 of our own, wall | ${wall(out.warm.ours)} ms | ${wall(out.warm10.ours)} ms | ${ratio(wall(out.warm.ours), wall(out.warm10.ours))} | ≤ 2 |`,
  `| 「保存」 to 「已保存」, against a Dexie put | ${round(median(save.ours), 1)} ms | ${round(median(save.peer), 1)} ms | ${ratio(median(save.ours), median(save.peer))} | ≤ 3 |`,
  `| a keystroke of search over ${MANY}: all script, against String.includes | ${round(median(search.script), 2)} ms | ${round(median(search.includes), 2)} ms | ${ratio(median(search.script), median(search.includes))} | ≤ 1.0 |`,
  `| the first keystroke, which gathers the texts: script | ${round(search.first, 1)} ms | | | |`,
  `| a keystroke until the next frame is painted | ${round(median(search.frame), 1)} ms | | | |`,
  `| rows in the page while searching | ${search.rows} | | | ≤ about 100 |`,
].join("\n");
console.log(table);
const file = path.join(root, "docs/BENCHMARKS.md");
const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
const [before, after] = ["<!-- measured -->", "<!-- end -->"];
const block = `${before}\n${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} cores, ${rounds} rounds, medians.\n\n${table}\n${after}`;
fs.writeFileSync(file, text.includes(before) ? text.replace(new RegExp(`${before}[^]*${after}`), block) : `${text}\n${block}\n`);
// The servers would keep the process alive.
process.exit(0);
