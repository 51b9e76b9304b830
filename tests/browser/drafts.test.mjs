// What is half written is kept, before there is a workbook as well, until it is saved or thrown away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, launch, sleep } from "./harness.mjs";
import { PHONE, browser, go, serve } from "./site.mjs";

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
