// The built site, a server that can be killed, and a person with a browser.
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const dist = process.env.JIEDUI_DIST ?? path.join(root, "dist");
const program = process.env.JIEDUI_CHROMIUM ?? "/usr/bin/chromium";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css",
  ".wasm": "application/wasm", ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png",
  ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json",
};

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 800 };

/** Serves the site below a sub-path, as any static host would. `close` kills it; `asked` lists what was asked for. */
export async function serve({ port = 0 } = {}) {
  const asked = [];
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/school\/jiedui\//, "");
    const file = path.join(dist, name || "index.html");
    asked.push(name);
    if (!file.startsWith(dist) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, "cache-control": "no-cache" }).end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  const address = `http://127.0.0.1:${server.address().port}/school/jiedui/`;
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { address, asked, close, port: server.address().port };
}

const ARGS = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--password-store=basic", "--use-mock-keychain",
];

const folders = [];
// A profile is some 70 MB: none outlives its run.
process.on("exit", () => folders.forEach((made) => fs.rmSync(made, { recursive: true, force: true, maxRetries: 3 })));

/** An empty folder that goes when the run ends. */
export const folder = (name) => {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), `jiedui-${name}-`)));
  return folders.at(-1);
};

/** A browser with a profile of its own. What the page complains about, and what it asks of other origins, is kept. */
export async function browser({ profile = folder("site"), viewport = PHONE, lang = "zh-CN", dark = false } = {}) {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program, headless: true, args: ARGS, viewport, locale: lang, chromiumSandbox: false,
    colorScheme: dark ? "dark" : "light", acceptDownloads: true,
  });
  const complaints = [];
  const abroad = [];
  context.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|net::ERR/.test(message.text())) complaints.push(message.text());
  });
  context.on("weberror", (error) => complaints.push(String(error.error())));
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") abroad.push(request.url());
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return { context, page, profile, complaints, abroad, close: () => context.close() };
}

/** Waits until the service worker has everything, so that the server may die. */
export async function keptForOffline(page) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 60_000 });
}

/** Creates a workbook from T15 as a coordinator would. */
export async function found(page, { org = "云溪实验幼儿园", me = "林老师", partner = "青禾幼儿园" } = {}) {
  await page.getByRole("button", { name: "新建工作簿" }).click();
  await page.getByLabel("单位名称").fill(org);
  await page.getByLabel("我的姓名").fill(me);
  await page.getByLabel("结对单位").fill(partner);
  await page.getByRole("button", { name: "开始使用" }).click();
  await page.getByText("接下来").waitFor({ timeout: 30_000 });
}

/** Goes to a route of the app. */
export async function go(page, route) {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, route);
}

/** Waits for the words that say it is on the disk. */
export const saved = (page) => page.getByRole("status").filter({ hasText: "已保存" }).first().waitFor({ timeout: 20_000 });

const checksum = (bytes) => {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
};

/** A photo of 320×240 pixels, as a phone would hand it over; PNG, made here. */
export function photo(file = path.join(folder("photo"), "IMG_1.png")) {
  const [width, height] = [320, 240];
  const part = (name, body) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    crc.writeUInt32BE(checksum(named));
    return Buffer.concat([length, named, crc]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = (y) => Buffer.from([0, ...Array.from({ length: width * 3 }, (_, x) => (x * 7 + y * 3) & 255)]);
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => row(y)));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const bytes = [signature, part("IHDR", head), part("IDAT", zlib.deflateSync(rows)), part("IEND", Buffer.alloc(0))];
  fs.writeFileSync(file, Buffer.concat(bytes));
  return file;
}
