// What people really type and choose: nothing at all, far too much, rare characters, impossible hours and days, broken
// photos. Each gets a sentence that says what to do, nothing typed is lost, and what is legal is kept and shown whole.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { DESKTOP, PHONE, browser, folder, found, go, photo, saved, serve } from "./site.mjs";

const slow = { timeout: 240_000 };
let site;

before(async () => {
  site = await serve();
});

after(() => site.close());

async function person(viewport = PHONE) {
  const one = await browser({ viewport });
  await one.page.goto(site.address);
  return one;
}

async function end({ complaints, abroad, close }) {
  assert.deepEqual([complaints, abroad], [[], []]);
  await close();
}

/** An empty form of 记一笔 with the kind chosen. */
async function note(page) {
  await go(page, `#/log?kind=K01`);
  await page.getByRole("radio", { name: /^送教下乡/ }).first().check();
  // What an earlier step has left as a draft is not part of this one.
  const anew = page.getByRole("button", { name: "重新写" });
  if (await anew.isVisible()) await anew.click();
}

const save = (page) => page.getByRole("button", { name: "保存", exact: true }).click();
const field = (page, name) => page.locator(`#f-${name}`);
/** The field's own error, said where a screen reader hears it. */
const told = (page, name, words) =>
  page.locator(`.field:has(#f-${name}) .error:visible`).filter({ hasText: words }).first().waitFor();
const details = async (page) => {
  const button = page.getByRole("button", { name: /更多细节/ });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
};
/** Opens the page of the only activity. */
async function activity(page) {
  await go(page, "#/activities");
  await page.locator('a[href^="#/activity/"]').first().click();
  await page.locator("h1:visible").first().waitFor();
}

test("an empty form of a new workbook says what is missing, and forgets it once it is written", slow, async () => {
  const one = await person();
  const { page } = one;
  await page.getByRole("button", { name: "新建工作簿" }).click();
  await page.getByRole("button", { name: "开始使用" }).click();
  for (const [name, words] of [["org", "请写上单位名称"], ["me", "请写上你的姓名"], ["partners", "请写上结对单位的名称"]]) {
    await told(page, name, words);
  }
  await field(page, "org").fill("   ");
  await page.getByRole("button", { name: "开始使用" }).click();
  await told(page, "org", "请写上单位名称");
  await field(page, "org").fill("云溪实验幼儿园");
  await page.getByText("请写上单位名称").waitFor({ state: "detached" });
  // Most plans stand behind one more tap, so that the partner's name is in sight.
  const plans = page.getByRole("radiogroup", { name: "计划模板" }).getByRole("radio");
  await plans.nth(1).waitFor();
  assert.equal(await plans.count(), 2);
  await page.getByRole("button", { name: "其他模板…" }).click();
  await plans.nth(2).waitFor();
  await end(one);
});

test("names of ten thousand characters and days a century away are refused at their fields", slow, async () => {
  const one = await person();
  const { page } = one;
  const long = "云".repeat(10_000);
  await page.getByRole("button", { name: "新建工作簿" }).click();
  await field(page, "org").fill(long);
  await field(page, "me").fill(long);
  await field(page, "partners").fill("青禾幼儿园");
  await page.getByRole("button", { name: "开始使用" }).click();
  await told(page, "org", "写了 10000 个字");
  await told(page, "me", "写了 10000 个字");
  await field(page, "org").fill("云溪实验幼儿园");
  await field(page, "me").fill("林老师");
  await field(page, "partners").fill(long);
  await page.getByRole("button", { name: "开始使用" }).click();
  await told(page, "partners", "写了 10000 个字");
  assert.equal((await field(page, "partners").inputValue()).length, 10_000);
  await field(page, "partners").fill("青禾幼儿园");
  for (const far of ["1900-01-01", "2100-12-31"]) {
    await field(page, "start").fill(far);
    await page.getByRole("button", { name: "开始使用" }).click();
    await told(page, "start", "离现在太远");
  }
  await field(page, "start").fill("2026-09-01");
  await page.locator("summary").filter({ hasText: "校历" }).click();
  const whole = await field(page, "s0-end").inputValue();
  await field(page, "s0-end").fill("2026-01-15");
  await page.locator("summary").filter({ hasText: "校历" }).click();
  await page.getByRole("button", { name: "开始使用" }).click();
  await told(page, "s0-end", /早于|太远/);
  await field(page, "s0-end").fill(whole);
  await page.getByRole("button", { name: "开始使用" }).click();
  await page.getByText("接下来").waitFor({ timeout: 30_000 });
  await end(one);
});

test("names with a dot, emoji and rare characters are kept, shown and found", slow, async () => {
  const one = await person(DESKTOP);
  const { page } = one;
  await found(page, { org: "𠮷林🌱幼儿园", me: "阿依古丽·买买提", partner: "㐂𡈽幼儿园" });
  await page.getByText("𠮷林🌱幼儿园 ⇄ 㐂𡈽幼儿园").first().waitFor();
  await note(page);
  await page.getByRole("checkbox", { name: /阿依古丽·买买提/ }).first().check();
  await field(page, "title").fill("𡈽法造纸👩‍🏫与㐂鹊");
  await field(page, "content").fill("第一行 𠮷\n第二行 👨‍👩‍👧‍👦");
  await save(page);
  await saved(page);
  await activity(page);
  await page.getByRole("heading", { name: "𡈽法造纸👩‍🏫与㐂鹊" }).waitFor();
  await page.getByText("第二行 👨‍👩‍👧‍👦").waitFor();
  await page.getByText("阿依古丽·买买提").first().waitFor();
  for (const [wanted, shown] of [["𡈽法", "𡈽法造纸👩‍🏫与㐂鹊"], ["㐂", "㐂𡈽幼儿园"], ["买买提", "阿依古丽·买买提"], ["aygl", "阿依古丽·买买提"]]) {
    await go(page, "#/search");
    await page.getByRole("searchbox").last().fill(wanted);
    await page.locator("main, .page").getByText(shown).first().waitFor({ timeout: 10_000 }).catch(() => assert.fail(`${wanted} finds ${shown}`));
  }
  await end(one);
});

test("a text of ten thousand characters is kept whole; a topic or a text that is too long is not cut but refused", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  const content = "观察与支持。".repeat(1_666) + "全文到此。";
  await note(page);
  await field(page, "title").fill("长".repeat(10_000));
  await field(page, "content").fill("文".repeat(20_001));
  await save(page);
  await told(page, "title", "写了 10000 个字,最多 200 个");
  await told(page, "content", "写了 20001 个字");
  assert.equal((await field(page, "title").inputValue()).length, 10_000, "nothing typed is lost");
  const title = "题".repeat(200);
  await field(page, "title").fill(title);
  await field(page, "content").fill(content);
  await save(page);
  await saved(page);
  await go(page, "#/activities");
  await page.getByText(title).first().waitFor();
  await activity(page);
  assert.ok((await page.locator("body").innerText()).includes(content), "the page shows the whole text");
  await go(page, "#/search");
  await page.getByRole("searchbox").last().fill("全文到此");
  await page.locator('a[href^="#/activity/"]').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing is wider than the phone");
  await end(one);
});

test("an empty record says what it needs; hours of 0, of 400 and in words are refused where they stand", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await go(page, "#/log");
  await field(page, "content").fill("还没选类型");
  await save(page);
  await told(page, "kind", "请选一种活动类型");
  await page.getByRole("radio", { name: /^送教下乡/ }).first().check();
  await page.getByText("请选一种活动类型").waitFor({ state: "detached" });
  for (const hours of ["0", "400", "-1"]) {
    await field(page, "class_hours").fill(hours);
    await save(page);
    await told(page, "class_hours", "请填 0.01 到 100 之间的数");
  }
  await field(page, "class_hours").fill("一个半");
  await save(page);
  await told(page, "class_hours", "请填数字");
  assert.equal(await field(page, "class_hours").inputValue(), "一个半");
  assert.equal(await field(page, "content").inputValue(), "还没选类型");
  await details(page);
  await field(page, "class_hours").fill("１。５");
  await page.getByLabel("幼儿（学生）人数").fill("二十");
  await page.getByRole("button", { name: /更多细节/ }).click();
  await save(page);
  await page.locator(".error:visible").filter({ hasText: "请填数字" }).first().waitFor();
  await page.getByLabel("幼儿（学生）人数").fill("20");
  await save(page);
  await saved(page);
  await activity(page);
  await page.getByText("1.5 课时").filter({ visible: true }).first().waitFor();
  await page.getByText("还没选类型").filter({ visible: true }).first().waitFor();
  await end(one);
});

test("days of 1900 and 2100, an end before the start and half a date are refused at their fields", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await note(page);
  await field(page, "title").fill("日期");
  for (const far of ["1900-01-01", "2100-01-01"]) {
    await field(page, "date").fill(far);
    await save(page);
    await told(page, "date", /离现在太远|1900 年到 2099 年/);
  }
  await field(page, "date").fill("2026-11-20");
  await details(page);
  await field(page, "to").fill("2026-11-19");
  await page.getByRole("button", { name: /更多细节/ }).click();
  await save(page);
  await told(page, "to", "早于");
  await field(page, "to").fill("");
  await field(page, "start_time").fill("15:00");
  await field(page, "end_time").fill("14:30");
  await save(page);
  await told(page, "end_time", "早于");
  await field(page, "end_time").fill("16:00");
  // Half a date, as fingers on a keyboard leave it.
  await field(page, "to").focus();
  await page.keyboard.type("11");
  await save(page);
  await told(page, "to", "没有填完整");
  await field(page, "to").fill("2026-11-21");
  await save(page);
  await saved(page);
  await activity(page);
  await page.getByText(/15:00.16:00/).filter({ visible: true }).first().waitFor();

  await go(page, "#/record/pairing/new");
  await page.getByLabel("结对类型").selectOption({ label: "园–园" });
  await field(page, "from").fill("2026-09-01");
  await field(page, "to").fill("2025-09-01");
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".error:visible").first().waitFor();
  assert.equal(await field(page, "to").inputValue(), "2025-09-01");
  await end(one);
});

test("a date is typed segment by segment without losing what stands already", slow, async () => {
  const one = await person(DESKTOP);
  const { page } = one;
  await found(page);
  await note(page);
  await field(page, "date").focus();
  await page.keyboard.type("10142026");
  assert.equal(await field(page, "date").inputValue(), "2026-10-14");
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("0");
  await page.keyboard.type("9");
  assert.equal(await field(page, "date").inputValue(), "2026-10-09");
  await end(one);
});

/** The head of a JPEG that claims so many pixels: what reads the size needs no more. */
function claimed(bytes, width, height) {
  const copy = Buffer.from(bytes);
  for (let at = 2; at < copy.length - 9; at++) {
    if (copy[at] === 0xff && copy[at + 1] === 0xc0) {
      copy.writeUInt16BE(height, at + 5);
      copy.writeUInt16BE(width, at + 7);
    }
  }
  return copy;
}

test("a huge, a truncated and a pretended photo are told by name, and the rest of the record is saved", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  const jpeg = Buffer.from(await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(640, 480);
    const pen = canvas.getContext("2d");
    for (let n = 0; n < 400; n++) {
      pen.fillStyle = `hsl(${n} 60% 50%)`;
      pen.fillRect((n * 37) % 640, (n * 53) % 480, 40, 40);
    }
    return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer())];
  }));
  const at = folder("photos");
  const write = (name, bytes) => (fs.writeFileSync(path.join(at, name), bytes), path.join(at, name));
  const cases = [
    [write("太大.jpg", claimed(jpeg, 20_000, 10_000)), "200 百万像素"],
    [write("断了.jpg", jpeg.subarray(0, jpeg.length - 2_000)), "没有传完整"],
    [write("文字.jpg", "送教下乡活动记录,明天补照片"), "这不是图片"],
    [write("空.jpg", ""), "这不是图片"],
  ];
  await note(page);
  await field(page, "title").fill("照片");
  for (const [file, words] of cases) {
    const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "相册" }).click()]);
    await dialog.setFiles(file);
    await told(page, "documents", words);
    await told(page, "documents", path.basename(file));
    assert.equal(await page.locator(".thumb").count(), 0);
  }
  const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "相册" }).click()]);
  await dialog.setFiles([cases[1][0], cases[2][0], photo()]);
  await told(page, "documents", "没有传完整");
  await told(page, "documents", "这不是图片");
  await page.locator(".thumb img").first().waitFor();
  assert.equal(await page.locator(".thumb").count(), 1);
  assert.equal(await field(page, "title").inputValue(), "照片");
  await save(page);
  await saved(page);
  await activity(page);
  assert.equal(await page.getByRole("heading", { name: "照片" }).count() > 0, true);
  await end(one);
});

test("the forms of records refuse what does not fit where it stands, folded parts and items too", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await go(page, "#/record/person/new");
  await page.getByLabel("姓名").fill("名".repeat(10_000));
  await page.locator("summary").filter({ hasText: "更多" }).first().click();
  await page.getByLabel("出生", { exact: false }).first().fill("1900-13");
  await page.locator("summary").filter({ hasText: "更多" }).first().click();
  await page.getByRole("button", { name: "保存" }).click();
  await told(page, "name", "写了 10000 个字");
  await page.getByLabel("姓名").fill("迪丽热巴·吐尔逊");
  await page.getByRole("button", { name: "保存" }).click();
  await page.locator(".error:visible").filter({ hasText: "1900 年到 2099 年" }).first().waitFor();
  await page.getByLabel("出生", { exact: false }).first().fill("1900-12");
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("heading", { name: "迪丽热巴·吐尔逊" }).first().waitFor();
  await page.getByRole("button", { name: "显示个人信息" }).click();
  await page.getByText(/1900/).filter({ visible: true }).first().waitFor();
  await end(one);
});

test("a broken entry of the journal costs nothing and is told where the storage is", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await page.evaluate(async () => {
    const book = (await indexedDB.databases()).map(({ name }) => name).find((name) => name.includes("book:"));
    localStorage.setItem(`${book.replace("book:", "journal:")}:9@t`, "\u0001damaged");
  });
  await page.reload();
  await page.getByText("接下来").or(page.getByRole("heading", { name: "存储状态" })).first().waitFor({ timeout: 30_000 });
  await go(page, "#/data/storage");
  await page.getByText("坏掉的草稿行").waitFor();
  await go(page, "#/");
  await page.getByText("送教 0 / 10 课时").first().waitFor();
  await end(one);
});

test("a workbook that a newer version took over can be read and is never written; what was typed stays", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await note(page);
  await field(page, "title").fill("还没保存的题目");
  await page.evaluate(async () => {
    const book = (await indexedDB.databases()).map(({ name }) => name).find((name) => name.includes("book:"));
    await new Promise((done, failed) => {
      const request = indexedDB.open(book, 2);
      request.onsuccess = () => (request.result.close(), done());
      request.onerror = failed;
    });
  });
  await page.getByText("只能看").first().waitFor();
  await save(page);
  await page.getByRole("alert").filter({ hasText: "重新打开" }).waitFor();
  assert.equal(await field(page, "title").inputValue(), "还没保存的题目");
  await page.reload();
  await page.getByText(/只能看|只读/).filter({ visible: true }).first().waitFor({ timeout: 30_000 });
  await go(page, "#/");
  await page.getByText("送教 0 / 10 课时").first().waitFor();
  await end(one);
});

test("a broken file leaves a person who restores or joins with a sentence and the way on", slow, async () => {
  const one = await person();
  const { page } = one;
  const bad = path.join(folder("files"), "备份.jiedui");
  for (const [bytes, words] of [["", "空文件"], ["PK\u0003\u0004一半", /不是结对台账的文件|缺了一截|文件坏了/]]) {
    fs.writeFileSync(bad, bytes);
    for (const name of ["恢复备份", "加入同事的工作簿"]) {
      await go(page, "#/welcome");
      await page.getByRole("button", { name }).click();
      const [dialog] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "选择文件" }).click()]);
      await dialog.setFiles(bad);
      await page.getByRole("alert").filter({ hasText: words }).waitFor({ timeout: 30_000 });
    }
  }
  await go(page, "#/welcome");
  await page.getByRole("button", { name: "新建工作簿" }).waitFor();
  await end(one);
});

test("evidence that is added afterwards is looked at as closely, and fits the longest topic", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await note(page);
  await field(page, "title").fill("题".repeat(200));
  await save(page);
  await saved(page);
  await go(page, "#/pairs");
  await page.locator('a[href^="#/pair/"]').first().click();
  await page.getByRole("tab", { name: "档案" }).click();
  await page.locator(".docs.tap").getByText("计划").first().click();
  const sheet = page.locator("dialog[open]");
  const at = folder("evidence");
  const write = (name, bytes) => (fs.writeFileSync(path.join(at, name), bytes), path.join(at, name));
  const cases = [
    [write("断了.png", fs.readFileSync(photo()).subarray(0, 900)), "没有传完整"],
    [write("文字.jpg", "送教计划"), "这不是图片"],
    [write("录像.mp4", Buffer.alloc(25_000_000, 1)), "放不进来"],
  ];
  const choose = async (file) => {
    const [dialog] = await Promise.all([page.waitForEvent("filechooser"), sheet.getByRole("button", { name: "选择文件" }).click()]);
    await dialog.setFiles(file);
  };
  for (const [file, words] of cases) {
    await choose(file);
    await page.locator(".toast").filter({ hasText: words }).first().waitFor();
  }
  await choose(write("计划.pdf", "%PDF-1.4"));
  await sheet.waitFor({ state: "hidden" });
  await page.locator(".docs.tap .doc.has").filter({ hasText: "计划" }).first().waitFor();
  await end(one);
});

test("an agreed number that is no number changes nothing and is told where it stands", slow, async () => {
  const one = await person();
  const { page } = one;
  await found(page);
  await go(page, "#/pairs");
  await page.locator('a[href^="#/pair/"]').first().click();
  await page.getByRole("tab", { name: "协议" }).click();
  await page.getByRole("button", { name: /修改:每学期送教/ }).click();
  const sheet = page.locator("dialog[open]");
  await field(sheet, "reason").fill("双方商定");
  await field(sheet, "threshold").fill("十二");
  await told(sheet, "threshold", "请填数字");
  await field(sheet, "threshold").fill("12");
  await sheet.locator("#f-from").focus();
  await page.keyboard.press("Backspace");
  await sheet.getByRole("button", { name: "保存" }).click();
  await told(sheet, "from", "没有填完整");
  assert.equal(await field(sheet, "reason").inputValue(), "双方商定");
  await field(sheet, "from").fill("2026-09-01");
  await sheet.getByRole("button", { name: "保存" }).click();
  await page.getByText(/不少于 12 课时/).filter({ visible: true }).first().waitFor();
  await end(one);
});
