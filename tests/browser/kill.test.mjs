// What is shown as saved is on the disk: Chromium is killed right after 「已保存」, twenty times.
import assert from "node:assert/strict";
import { test } from "node:test";
import { folder, launch } from "./harness.mjs";
import { found, go, saved, serve } from "./site.mjs";

const TIMES = 20;

test(`a record is there after Chromium was killed right after 「已保存」, ${TIMES} times of ${TIMES}`, { timeout: 900_000 }, async () => {
  const site = await serve();
  const profile = folder("kill");
  const open = async () => {
    const running = await launch(profile, ["--window-size=360,740"]);
    const page = await running.context.newPage();
    await page.goto(site.address);
    return { running, page };
  };
  let { running, page } = await open();
  await found(page);
  for (let time = 1; time <= TIMES; time++) {
    const title = `第${time}次记录`;
    await go(page, "#/log");
    await page.getByLabel("活动类型").getByText("送教下乡").first().click();
    await page.getByLabel("主题").fill(title);
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await saved(page);
    await running.kill();
    ({ running, page } = await open());
    await page.getByText("接下来").waitFor({ timeout: 30_000 });
    await go(page, "#/activities");
    await page.getByText(title).first().waitFor({ timeout: 20_000 });
  }
  const rows = await page.getByRole("link", { name: /第\d+次记录/ }).count();
  assert.equal(rows, TIMES, "every record once, none doubled");
  await running.close();
  await site.close();
});
