// The story of the spine, told through the accessible names: a coordinator begins a workbook, stands in the partner's
// yard without a signal, logs a visit, and finds everything there next morning.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, browser, found, go, keptForOffline, photo, saved, serve } from "./site.mjs";

for (const [size, viewport] of [["360×740", PHONE], ["1280×800", DESKTOP]]) {
  test(`a visit is logged in the yard without a signal and is there next morning (${size})`, { timeout: 240_000 }, async () => {
    const site = await serve();
    const first = await browser({ viewport });
    const { page } = first;
    await page.goto(site.address);
    await page.getByRole("heading", { name: "结对台账" }).waitFor();
    for (const name of ["新建工作簿", "加入同事的工作簿", "载入示例", "恢复备份"]) {
      await page.getByRole("button", { name }).waitFor();
    }
    await found(page);
    await page.getByText("送教 0 / 10 课时,还差 10").first().waitFor();
    await page.getByText("讲座 0 / 2").first().waitFor();

    await keptForOffline(page);
    await site.close();
    const started = Date.now();
    await page.getByRole("link", { name: "记一笔" }).first().click();
    await page.getByLabel("活动类型").getByText("送教下乡").first().click();
    await page.getByRole("spinbutton", { name: "课时" }).or(page.getByLabel("课时", { exact: true })).first().fill("1.5");
    await page.getByLabel("参与人").getByText("林老师").first().click();
    await page.getByLabel("主题").fill("户外自主游戏的观察与支持");
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByLabel("佐证").getByRole("button", { name: "相册" }).first().click(),
    ]);
    await chooser.setFiles(photo());
    await page.getByLabel("佐证").locator("img").first().waitFor();
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await saved(page);
    assert.ok(Date.now() - started < 30_000, "logging a visit takes less than half a minute");

    await go(page, "#/");
    await page.getByText("送教 1.5 / 10 课时,还差 8.5").first().waitFor();
    assert.deepEqual(first.complaints, []);
    assert.deepEqual(first.abroad, []);
    await first.close();

    const morning = await browser({ viewport, profile: first.profile });
    await morning.page.goto(site.address);
    await morning.page.getByText("送教 1.5 / 10 课时,还差 8.5").first().waitFor({ timeout: 30_000 });
    await go(morning.page, "#/activities");
    await morning.page.getByText("户外自主游戏的观察与支持").first().waitFor();
    assert.deepEqual(morning.complaints, []);
    await morning.close();
  });
}
