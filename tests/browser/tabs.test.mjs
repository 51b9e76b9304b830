// Two tabs of one workbook: what one writes the other shows, and nothing is lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { browser, found, go, saved, serve } from "./site.mjs";

async function log(page, title) {
  await go(page, "#/");
  await page.getByText("接下来").waitFor();
  await go(page, "#/log");
  await page.getByLabel("活动类型").getByText("送教下乡").first().click();
  await page.getByLabel("主题").fill(title);
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await saved(page);
}

test("two tabs write in turn and at once, and both show everything", { timeout: 240_000 }, async () => {
  const site = await serve();
  const { context, page: one, complaints, close } = await browser();
  await one.goto(site.address);
  await found(one);
  const two = await context.newPage();
  await two.goto(site.address);
  await two.getByText("接下来").waitFor();

  await log(one, "第一页写的");
  await go(two, "#/activities");
  await two.getByText("第一页写的").first().waitFor();
  await Promise.all([log(one, "同时写的甲"), log(two, "同时写的乙")]);
  for (const page of [one, two]) {
    await go(page, "#/activities");
    for (const title of ["第一页写的", "同时写的甲", "同时写的乙"]) await page.getByText(title).first().waitFor();
  }
  assert.deepEqual(complaints, []);
  await close();
  await site.close();
});
