// What is half written is kept, before there is a workbook as well, until it is saved or thrown away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, launch, sleep } from "./harness.mjs";
import { DESKTOP, PHONE, browser, found, go, serve } from "./site.mjs";

/** Longer than a form rests before it keeps what is typed. */
const KEPT = 1_200;

/** Types a new workbook's form full, without beginning it. */
async function half(page) {
  await page.getByRole("button", { name: "新建工作簿" }).click();
  await page.getByLabel("单位名称").fill("云溪实验幼儿园");
  await page.getByLabel("我的姓名").fill("林老师");
  await page.getByText("城乡幼儿园结对帮扶").first().click();
  await page.getByLabel("结对单位").fill("青禾幼儿园、石桥幼儿园");
  await page.getByText("受援方", { exact: true }).click();
  await page.getByLabel("计划开始日期").fill("2026-10-08");
}

const typed = async (page) => ({
  org: await page.getByLabel("单位名称").inputValue(),
  me: await page.getByLabel("我的姓名").inputValue(),
  partner: await page.getByLabel("结对单位").inputValue(),
  start: await page.getByLabel("计划开始日期").inputValue(),
});

const WHOLE = { org: "云溪实验幼儿园", me: "林老师", partner: "青禾幼儿园、石桥幼儿园", start: "2026-10-08" };

test("what was typed before there is a workbook survives a killed browser, and goes once the workbook is there", { timeout: 180_000 }, async () => {
  const site = await serve();
  const profile = folder("draft");
  const open = async () => {
    const running = await launch(profile, ["--window-size=360,740"]);
    const page = await running.context.newPage();
    await page.goto(site.address);
    return { running, page };
  };
  let { running, page } = await open();
  await half(page);
  await sleep(KEPT);
  await running.kill();

  ({ running, page } = await open());
  await page.getByRole("button", { name: "新建工作簿" }).click();
  await page.getByText("上次没写完的内容已经找回。").waitFor({ timeout: 20_000 });
  assert.deepEqual(await typed(page), WHOLE);
  const plain = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  assert.doesNotMatch(plain, /云溪|林老师|青禾/, "names never stand in localStorage");

  // A refusal leaves it; the workbook ends it.
  await page.getByRole("button", { name: "开始使用" }).click();
  await page.getByText("接下来").waitFor({ timeout: 30_000 });
  await sleep(KEPT);
  await go(page, "#/new");
  await page.getByLabel("单位名称").waitFor();
  await sleep(KEPT);
  assert.equal(await page.getByLabel("单位名称").inputValue(), "");
  await running.close();
  await site.close();
});

test("a new workbook's draft survives a reload, is thrown away on demand, and comes back with 撤销", { timeout: 120_000 }, async () => {
  const site = await serve();
  const { page, complaints, close } = await browser({ viewport: PHONE });
  await page.goto(site.address);
  await half(page);
  // Leaving the page writes at once; nothing is waited for.
  await page.reload();
  await page.getByText("上次没写完的内容已经找回。").waitFor();
  assert.deepEqual(await typed(page), WHOLE);
  await page.getByRole("button", { name: "不要了,重新写" }).click();
  assert.equal(await page.getByLabel("单位名称").inputValue(), "");
  assert.notEqual(await page.getByLabel("计划开始日期").inputValue(), "", "the calendar's own date stands there again");
  await page.locator(".toast").getByRole("button", { name: "撤销" }).click();
  assert.deepEqual(await typed(page), WHOLE);
  await page.getByRole("button", { name: "不要了,重新写" }).click();
  await page.waitForTimeout(KEPT);
  await page.reload();
  await page.getByLabel("单位名称").waitFor();
  await page.waitForTimeout(KEPT);
  assert.equal(await page.getByLabel("单位名称").inputValue(), "");
  assert.deepEqual(complaints, []);
  await close();
  await site.close();
});

for (const [size, viewport] of [["360×740", PHONE], ["1280×800", DESKTOP]]) {
  test(`the first page lists the drafts of all forms, opens each with what was typed, and throws them away (${size})`, { timeout: 180_000 }, async () => {
    const site = await serve();
    const { page, complaints, close } = await browser({ viewport });
    await page.goto(site.address);
    await found(page);
    const sheet = page.locator("dialog[open]");
    const row = (words) => page.locator(".row").filter({ hasText: words });

    await go(page, "#/log");
    await page.getByLabel("主题").fill("秋叶拼贴");
    await go(page, "#/record/person/new");
    await page.getByLabel("姓名").fill("周晓梅");
    await go(page, "#/plans");
    await page.locator("a.link-row").first().click();
    await page.getByRole("button", { name: "编辑:指导思想" }).click();
    await sheet.getByRole("textbox").fill("以强带弱");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^修改/ }).first().click();
    await sheet.getByLabel("原因").fill("双方商定");
    await page.keyboard.press("Escape");
    await go(page, "#/pairs");
    await page.locator("a.item").first().click();
    await page.getByRole("button", { name: /送教不少于 10 课时/ }).click();
    await sheet.getByText("说明", { exact: true }).click();
    await sheet.getByLabel("原因").fill("停课两周");
    await page.keyboard.press("Escape");
    await go(page, "#/new");
    await page.getByLabel("单位名称").fill("石桥幼儿园");

    await go(page, "#/");
    const all = ["记一笔 · 秋叶拼贴", "新建人员 · 周晓梅", "编辑:指导思想", "修改约定", "说明 · ", "新建工作簿 · 石桥幼儿园"];
    for (const words of all) await row(words).waitFor();
    assert.match(await row("秋叶拼贴").innerText(), /草稿 · 今天 \d\d:\d\d/);

    const open = async (words, look) => {
      await go(page, "#/");
      await row(words).getByRole("link", { name: "接着写" }).click();
      await look();
    };
    const holds = async (field, value) => {
      await field.waitFor();
      await page.waitForFunction(([element, value]) => element.value === value, [await field.elementHandle(), value]);
    };
    await open("秋叶拼贴", () => holds(page.getByLabel("主题"), "秋叶拼贴"));
    await open("周晓梅", () => holds(page.getByLabel("姓名"), "周晓梅"));
    await open("编辑:指导思想", () => holds(sheet.getByRole("textbox"), "以强带弱"));
    await open("修改约定", () => holds(sheet.getByLabel("原因"), "双方商定"));
    await open("说明 · ", () => holds(sheet.getByLabel("原因"), "停课两周"));
    await open("石桥幼儿园", () => holds(page.getByLabel("单位名称"), "石桥幼儿园"));

    // Thrown away, taken back, thrown away for good.
    await go(page, "#/");
    const drop = page.getByRole("button", { name: "放弃草稿:新建人员 · 周晓梅" });
    await drop.click();
    await row("周晓梅").waitFor({ state: "detached" });
    await page.locator(".toast").getByRole("button", { name: "撤销" }).click();
    await drop.click();
    await page.waitForTimeout(KEPT);
    await page.reload();
    await row("秋叶拼贴").waitFor();
    assert.equal(await row("周晓梅").count(), 0);

    // What is saved is no draft any more.
    await row("秋叶拼贴").getByRole("link", { name: "接着写" }).click();
    await page.getByLabel("活动类型").getByText("送教下乡").first().click();
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await page.getByRole("status").filter({ hasText: "已保存" }).first().waitFor({ timeout: 20_000 });
    await go(page, "#/");
    await row("修改约定").waitFor();
    assert.equal(await row("记一笔 · 秋叶拼贴").count(), 0);
    assert.deepEqual(complaints, []);
    await close();
    await site.close();
  });
}
