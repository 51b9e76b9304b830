// Files in and out: a backup that counts only after it was read back, a workbook that moves to another device, two
// colleagues who meet, and files that are broken or mean harm.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import zlib from "node:zlib";
import { PHONE, browser, folder, found, go, root, saved, serve } from "./site.mjs";

const slow = { timeout: 240_000 };
let site;

before(async () => {
  site = await serve();
});

after(() => site.close());

/** A person whose browser hands out downloads, as phones do. */
async function person() {
  const one = await browser({ viewport: PHONE });
  await one.context.addInitScript(() => delete window.showSaveFilePicker);
  await one.page.goto(site.address);
  return one;
}

/** Presses a button that opens the file dialog, and chooses a file there. */
async function choose(page, name, file) {
  const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name }).click()]);
  await dialog.setFiles(file);
}

/** Backs up, saves the download, and lets the page read it back. */
async function backUp(page, name = "a") {
  await go(page, "#/data/backup");
  const [download] = await Promise.all([
    page.waitForEvent("download"), page.getByRole("button", { name: "现在备份" }).click(),
  ]);
  const file = path.join(folder("backup"), `${name}-${download.suggestedFilename()}`);
  await download.saveAs(file);
  await choose(page, "选刚存的文件,核对", file);
  await page.getByText("已读回核对").waitFor({ timeout: 30_000 });
  return { file, suggested: download.suggestedFilename() };
}

/** How many entries the storage page counts. */
async function entries(page) {
  await go(page, "#/data/storage");
  return page.locator("dd").filter({ hasText: "次改动" }).first().innerText();
}

async function rename(page, to) {
  await go(page, "#/workbooks");
  await page.getByRole("button", { name: /^改名/ }).click();
  await page.getByLabel("工作簿名称").fill(to);
  await page.getByRole("button", { name: "改好了" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
}

/** A photo of 64×48 pixels of one grey, PNG. */
function photo(grey = 128) {
  const chunk = (name, body) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(body.length);
    sum.writeUInt32BE(zlib.crc32(named));
    return Buffer.concat([size, named, sum]);
  };
  const head = Buffer.from([0, 0, 0, 64, 0, 0, 0, 48, 8, 0, 0, 0, 0]);
  const rows = Buffer.alloc(48 * 65, grey);
  for (let row = 0; row < 48; row++) rows[row * 65] = 0;
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const parts = [sign, chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  const file = path.join(folder("photo"), "IMG_1.png");
  fs.writeFileSync(file, Buffer.concat(parts));
  return file;
}

/** Records a visit with photos. */
async function visit(page, photos = [photo()]) {
  await page.getByRole("link", { name: "记一笔" }).first().click();
  await page.getByRole("radio", { name: /^送教下乡/ }).first().check();
  await page.getByRole("checkbox", { name: /^林老师/ }).first().check();
  await choose(page, "相册", photos);
  await page.locator(".thumb img").nth(photos.length - 1).waitFor();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await saved(page);
}

/** A zip of stored members, as a stranger's program might write it. */
function zip(members) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of members) {
    const label = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt32LE(zlib.crc32(bytes), 10);
    head.writeUInt32LE(bytes.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(label.length, 22);
    parts.push(Buffer.from("PK\x03\x04"), head, label, bytes);
    const place = Buffer.alloc(16);
    place.writeUInt32LE(offset, 12);
    directory.push(Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), head, place.subarray(2), label);
    offset += 30 + label.length + bytes.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, list, Buffer.from("PK\x05\x06"), end]);
}

const sha256 = async (bytes) => Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");

/** A bundle around these lines; `claim` is the size that its manifest gives for them. */
async function bundle(lines, claim) {
  const bytes = Buffer.from(lines);
  const member = { bytes: claim ?? bytes.length, sha256: await sha256(bytes) };
  const count = lines.split("\n").filter(Boolean).length;
  const counts = { entries: count, records: count, files: 0 };
  const manifest = { format: "jiedui", version: 1, counts, members: { "entries.jsonl": member } };
  return zip([["entries.jsonl", bytes], ["manifest.json", Buffer.from(JSON.stringify(manifest))]]);
}

let program = process.env.JIEDUI_CLI;

/** The command line of this repository, built the first time. */
function jiedui(...args) {
  if (!program) {
    execFileSync("cargo", ["build", "-q", "-p", "jiedui-core", "--features", "cli", "--bin", "jiedui"], { cwd: root });
    program = path.join(root, "target/debug/jiedui");
  }
  return execFileSync(program, args, { encoding: "utf8" });
}

/** The same backup in as many parts as it has photos: all lines in each, and one photo. */
function parts(file) {
  const dir = folder("parts");
  jiedui("unpack", file, "--out", dir);
  const told = JSON.parse(fs.readFileSync(path.join(dir, "manifest.json"), "utf8"));
  const photos = Object.keys(told.members).filter((name) => name.startsWith("files/"));
  return photos.map((photo, at) => {
    const members = Object.fromEntries(["entries.jsonl", photo].map((name) => [name, told.members[name]]));
    const counts = { ...told.counts, files: 1 };
    const manifest = { ...told, members, counts, part: { number: at + 1, of: photos.length } };
    const contents = ["entries.jsonl", photo].map((name) => [name, fs.readFileSync(path.join(dir, name))]);
    const part = path.join(dir, `云溪-2026-11-23-${at + 1}of${photos.length}.jiedui`);
    fs.writeFileSync(part, zip([...contents, ["manifest.json", Buffer.from(JSON.stringify(manifest))]]));
    return part;
  });
}

test("a backup in parts is opened when all are there, or without some photos when its owner says so", slow, async () => {
  const one = await person();
  await found(one.page);
  await visit(one.page, [60, 120, 180].map(photo));
  const early = parts((await backUp(one.page, "early")).file);
  await visit(one.page, [photo(220)]);
  const { file } = await backUp(one.page);
  const all = parts(file);
  assert.equal(all.length, 4);
  const broken = path.join(folder("broken"), "坏的.jiedui");
  fs.writeFileSync(broken, fs.readFileSync(all[2]).subarray(0, -40));

  const other = await person();
  const { page } = other;
  const count = () => page.getByText("第 1、2、3、4 份,共 4 份").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "恢复备份" }).click();
  await choose(page, "选择文件", [all[1], all[3]]);
  await page.getByText("还差第 1、3 份,共 4 份。").waitFor({ timeout: 30_000 });
  assert.equal(await page.getByRole("button", { name: "恢复这一本" }).count(), 0, "nothing is opened before it is complete");
  await choose(page, "选差的份", [all[0], broken, early[2], file]);
  await page.getByText("还差第 3 份,共 4 份。").waitFor({ timeout: 30_000 });
  await page.getByText(/「坏的\.jiedui」没有放进来:文件/).waitFor();
  await page.getByText(/没有放进来:它不是这一次备份里的一份/).waitFor();
  await page.getByText(/没有放进来:它不是分成几份的备份/).waitFor();
  if (process.env.JIEDUI_SHOTS) await page.screenshot({ path: `${process.env.JIEDUI_SHOTS}/parts.png`, fullPage: true });
  await choose(page, "选差的份", all[2]);
  await count();
  await page.getByText("4 份都齐了").waitFor();
  assert.equal(await page.getByText("没有放进来").count(), 0);
  await page.getByRole("radio", { name: "林老师" }).check();
  await page.getByRole("button", { name: "恢复这一本" }).click();
  await page.getByText("接下来").waitFor({ timeout: 30_000 });
  assert.equal(await entries(page), await entries(one.page));
  await page.getByText(/^4 个,/).waitFor();

  // On a third device some photos stay away at first, and come by merging.
  const third = await person();
  await third.page.getByRole("button", { name: "恢复备份" }).click();
  await choose(third.page, "选择文件", all[0]);
  await third.page.getByText("还差第 2、3、4 份,共 4 份。").waitFor({ timeout: 30_000 });
  await third.page.getByRole("button", { name: "没有这些照片也先打开" }).click();
  await third.page.getByRole("radio", { name: "林老师" }).check();
  await third.page.getByRole("button", { name: "恢复这一本" }).click();
  await third.page.getByText("还差第 2、3、4 份里的照片").waitFor({ timeout: 30_000 });
  assert.equal(await entries(third.page), await entries(one.page));
  await third.page.getByText(/^1 个,/).waitFor();
  await go(third.page, "#/data/merge");
  await choose(third.page, "选择文件", all.slice(1, 3));
  await third.page.getByText("还差第 1、4 份,共 4 份。").waitFor({ timeout: 30_000 });
  assert.equal(await third.page.getByRole("button", { name: "合并", exact: true }).count(), 0);
  await choose(third.page, "选差的份", [all[0], all[3]]);
  await third.page.getByText("4 份都齐了").waitFor({ timeout: 30_000 });
  await third.page.getByRole("button", { name: "合并", exact: true }).click();
  await third.page.getByText("合并好了").waitFor({ timeout: 30_000 });
  await go(third.page, "#/data/storage");
  await third.page.getByText(/^4 个,/).waitFor();
  for (const { complaints, abroad, close } of [one, other, third]) {
    assert.deepEqual([complaints, abroad], [[], []]);
    await close();
  }
});

test("a backup counts once it was read back; on another device it becomes the same workbook", slow, async () => {
  const one = await person();
  await found(one.page);
  await visit(one.page);
  await go(one.page, "#/data/backup");
  await one.page.getByText("从未备份").first().waitFor();
  const { file, suggested } = await backUp(one.page);
  assert.match(suggested, /^.+-\d{4}-\d\d-\d\d\.jiedui$/);
  await one.page.getByText("今天备份过").first().waitFor();

  const told = JSON.parse(jiedui("info", file));
  assert.ok(JSON.stringify(told).includes("云溪实验幼儿园"), "the command line reads what the browser wrote");

  const other = await person();
  await other.page.getByRole("button", { name: "恢复备份" }).click();
  await choose(other.page, "选择文件", file);
  await other.page.getByText("青禾幼儿园").first().waitFor({ timeout: 30_000 });
  await other.page.getByRole("button", { name: "恢复这一本" }).click();
  await other.page.getByText("请选您的名字").waitFor();
  await other.page.getByRole("radio", { name: "林老师" }).check();
  await other.page.getByRole("button", { name: "恢复这一本" }).click();
  await other.page.getByText("接下来").waitFor({ timeout: 30_000 });
  assert.equal(await entries(other.page), await entries(one.page));
  await other.page.getByText(/^1 个,/).waitFor();
  assert.equal(await other.page.getByText("不在这里的照片").count(), 0);
  for (const { complaints, abroad, close } of [one, other]) {
    assert.deepEqual([complaints, abroad], [[], []]);
    await close();
  }
});

test("a file that the browser wrote where the person chose is read back by itself", slow, async () => {
  const one = await browser({ viewport: PHONE });
  await one.context.addInitScript(() => {
    window.showSaveFilePicker = async ({ suggestedName }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
  });
  await one.page.goto(site.address);
  await found(one.page);
  await go(one.page, "#/data/backup");
  await one.page.getByRole("button", { name: "现在备份" }).click();
  await one.page.getByText("已读回核对").waitFor({ timeout: 30_000 });
  await one.page.getByText("今天备份过").first().waitFor();
  assert.deepEqual(one.complaints, []);
  await one.close();
});

test("two colleagues who set one thing differently see both values, and one tap settles it", slow, async () => {
  const one = await person();
  await found(one.page);
  const { file } = await backUp(one.page, "first");
  const other = await person();
  await other.page.getByRole("button", { name: "加入同事的工作簿" }).click();
  await choose(other.page, "选择文件", file);
  await other.page.getByRole("radio", { name: "不在里面" }).check({ timeout: 30_000 });
  await other.page.getByLabel("我的姓名").fill("周老师");
  await other.page.getByRole("button", { name: "加入这一本" }).click();
  await other.page.getByText("接下来").waitFor({ timeout: 30_000 });

  await rename(one.page, "云溪与青禾");
  await rename(other.page, "城乡结对一本");
  const theirs = await backUp(other.page, "second");
  await go(one.page, "#/data/merge");
  await choose(one.page, "选择文件", theirs.file);
  const receipt = one.page.locator("section").filter({ hasText: "合并以后" });
  await receipt.getByText("周老师").waitFor({ timeout: 30_000 });
  await receipt.getByText("1 处").waitFor();
  await one.page.getByRole("button", { name: "合并", exact: true }).click();
  await one.page.getByText("合并好了").waitFor({ timeout: 30_000 });
  const conflict = one.page.locator("#conflicts");
  await conflict.getByText("云溪与青禾").first().waitFor();
  await conflict.getByText("城乡结对一本").first().waitFor();
  await conflict.locator(".row").filter({ hasText: "城乡结对一本" }).getByRole("button", { name: "用这个" }).last().click();
  await conflict.waitFor({ state: "detached" });

  await choose(one.page, "再选一个文件", theirs.file);
  await one.page.getByText("里面的内容这里都有了").waitFor({ timeout: 30_000 });
  for (const { complaints, close } of [one, other]) {
    assert.deepEqual(complaints, []);
    await close();
  }
});

test("a broken or hostile file gets a sentence and changes nothing", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  const { file } = await backUp(page);
  const whole = fs.readFileSync(file);
  const flipped = Buffer.from(whole);
  flipped[Math.floor(whole.length / 3)] ^= 0x10;
  const line = (id, more = "") =>
    `{"v":1,"seq":1,"device":"0000000000007","act":1,"base":[],"at":"2026-11-23T08:00:00Z","by":null,"kind":"note","id":"0192f000-0000-7000-8000-00000000000${id}","patch":{}${more}}\n`;
  const stranger = path.join(folder("files"), "stranger.jiedui");
  jiedui("sample", "--activities", "20", "--seed", "1", "--out", stranger);
  const cases = [
    ["empty", Buffer.alloc(0), "空文件"],
    ["text", Buffer.from("这不是压缩包"), "不是结对台账的文件"],
    ["truncated", whole.subarray(0, Math.floor(whole.length / 2)), "缺了一截"],
    ["flipped", flipped, "文件坏了"],
    ["claims a gigabyte", await bundle(line(1), 1_000_000_000), "不合常理"],
    ["a broken line", await bundle(line(1) + '{"v":1,"seq":\n'), "第 2 行"],
    ["a photo renamed", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(5000)]), "不是结对台账的文件"],
    ["far ahead", await bundle(line(1).replace('"seq":1,', '"seq":9000000000000000,')), "编号大得不正常"],
    ["another workbook", fs.readFileSync(stranger), "另一本工作簿"],
  ];
  const held = await entries(page);
  for (const [name, bytes, words] of cases) {
    const bad = path.join(folder("files"), "bad.jiedui");
    fs.writeFileSync(bad, bytes);
    await go(page, "#/data/merge");
    await choose(page, "选择文件", bad);
    await page.getByRole("alert").filter({ hasText: words }).waitFor({ timeout: 60_000 }).catch((error) => {
      throw new Error(`${name}: ${error.message}`);
    });
    await page.getByText("没有任何改动").waitFor();
    assert.equal(await entries(page), held, name);
  }
  await go(page, "#/data/merge");
  await choose(page, "选择文件", stranger);
  await page.getByRole("button", { name: "另开这一本" }).click({ timeout: 60_000 });
  await page.getByText("我是谁").waitFor({ timeout: 60_000 });
  assert.deepEqual(one.complaints, []);
  await one.close();
});

test("the example comes in one tap and goes in one tap", slow, async () => {
  const { page, complaints, close } = await person();
  await page.getByRole("button", { name: "载入示例" }).click();
  await page.getByText("接下来").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "移除示例" }).click();
  await page.getByRole("button", { name: "新建工作簿" }).waitFor({ timeout: 30_000 });
  assert.deepEqual(complaints, []);
  await close();
});

test("a workbook goes only after two questions, of which the first offers a backup", slow, async () => {
  const { page, complaints, close } = await person();
  await found(page);
  await go(page, "#/workbooks");
  await page.getByRole("button", { name: /^移除/ }).click();
  await page.getByRole("link", { name: "先备份" }).waitFor();
  await page.getByRole("button", { name: "移除…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "先不" }).click();
  assert.match(await entries(page), /次改动/);
  await go(page, "#/workbooks");
  await page.getByRole("button", { name: /^移除/ }).click();
  await page.getByRole("button", { name: "移除…" }).click();
  await page.getByRole("button", { name: "彻底移除" }).click();
  await page.getByRole("button", { name: "新建工作簿" }).waitFor({ timeout: 30_000 });
  assert.deepEqual(complaints, []);
  await close();
});

test("a database that lost everything is never a first run: the second copy brings it back", slow, async () => {
  const { page, complaints, close } = await person();
  await found(page);
  const held = await entries(page);
  await page.getByText("有,和这一本一样新").waitFor();
  // Another page of the site, so that nothing keeps the database open.
  await page.goto(site.address + "manifest.webmanifest");
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      if (name.includes("book:")) await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
    }
  });
  await page.goto(site.address);
  await page.getByRole("heading", { name: "找回内容" }).waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "找回来" }).click();
  await page.getByText("都找回来了").waitFor({ timeout: 30_000 });
  await page.getByRole("button", { name: "继续使用" }).click();
  await page.getByText("接下来").waitFor({ timeout: 30_000 });
  assert.equal(await entries(page), held);
  await page.reload();
  await page.getByRole("heading", { name: "存储状态" }).waitFor({ timeout: 30_000 });
  assert.deepEqual(complaints, []);
  await close();
});
