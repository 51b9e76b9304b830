// A bare page with the storage in it, a server for it, and a Chromium that can be killed. No part of the app is tested here.
import { spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
// Built with the feature `harness`: harness.js and harness_bg.wasm.
const built = process.env.JIEDUI_HARNESS ?? path.join(root, "target/harness");
const program = [process.env.JIEDUI_CHROMIUM, "/usr/lib/chromium/chromium", "/usr/bin/chromium"].find(
  (file) => file && fs.existsSync(file),
);

export const missing = !fs.existsSync(path.join(built, "harness_bg.wasm"))
  ? "the harness is not built"
  : program
    ? false
    : "Chromium is not installed";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const page = `<!doctype html><meta charset="utf-8"><title>harness</title><script type="module" src="./start.js"></script>`;

const start = `import init, * as door from "./harness.js";
await init();
window.door = door;
document.title = "ready";`;

// As strict as the app's own page.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob: data:; connect-src 'self'; worker-src 'self'";

/** Serves the page under /sub/ on a free port; `heard` is told the numbers that the page acknowledges at ./ack?n=. */
export async function serve(heard = () => {}) {
  const types = { ".js": "text/javascript", ".wasm": "application/wasm" };
  const server = http.createServer((request, response) => {
    const name = new URL(request.url, "http://x").pathname.replace(/^\/sub\//, "");
    const places = { "mirror.js": path.join(root, "static/mirror.js") };
    const file = places[name] ?? path.join(built, name || "index.html");
    if (name === "ack") {
      heard(Number(new URL(request.url, "http://x").searchParams.get("n")));
      response.writeHead(204).end();
    } else if (name === "") {
      response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy }).end(page);
    } else if (name === "start.js") {
      response.writeHead(200, { "content-type": "text/javascript" }).end(start);
    } else if (/^[\w.]+$/.test(name) && fs.existsSync(file)) {
      response.writeHead(200, { "content-type": types[path.extname(name)] ?? "text/plain" }).end(fs.readFileSync(file));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { address: `http://127.0.0.1:${server.address().port}/sub/`, close: () => server.close() };
}

/** An empty folder for a profile. */
export const folder = (name) => fs.mkdtempSync(path.join(os.tmpdir(), `jiedui-${name}-`));

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts Chromium on a profile; `kill` ends it as a crash or the system would, `close` as a person. */
export async function launch(profile, extra = []) {
  for (const file of ["DevToolsActivePort", "SingletonLock", "SingletonCookie", "SingletonSocket"]) {
    fs.rmSync(path.join(profile, file), { force: true });
  }
  const child = spawn(
    program,
    ["--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-component-update",
      "--disable-background-networking", "--disable-sync", "--password-store=basic", "--use-mock-keychain",
      "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...extra, "about:blank"],
    { detached: true, stdio: "ignore" },
  );
  const told = path.join(profile, "DevToolsActivePort");
  let port;
  for (let tries = 0; tries < 1200 && !port; tries++) {
    if (fs.existsSync(told)) port = fs.readFileSync(told, "utf8").split("\n").filter(Boolean)[0];
    if (!port) await sleep(25);
  }
  if (!port) throw new Error("Chromium did not start");
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const context = browser.contexts()[0];
  const faults = [];
  const gone = async (signal) => {
    for (let tries = 0; tries < 400 && alive(-child.pid); tries++) {
      if (signal && tries === 100) process.kill(-child.pid, signal);
      await sleep(25);
    }
  };
  return {
    context,
    pid: child.pid,
    faults,
    async open(address) {
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(String(error)));
      await page.goto(address);
      await page.waitForFunction(() => document.title === "ready", null, { timeout: 60_000 });
      return page;
    },
    async kill() {
      process.kill(child.pid, "SIGKILL");
      browser.close().catch(() => {});
      await gone("SIGKILL");
    },
    async close() {
      const session = await browser.newBrowserCDPSession();
      await session.send("Browser.close").catch(() => {});
      await gone("SIGKILL");
    },
  };
}

/** One line of JSON with its newline, as the store takes it. */
export const line = (seq, extra = "") => `${JSON.stringify({ v: 1, seq, device: "test", note: `第${seq}条${extra}` })}\n`;

/** The sequence numbers in lines. */
export const seqs = (lines) => [...new Set(lines.split("\n").filter(Boolean).map((text) => JSON.parse(text).seq))].sort((a, b) => a - b);
