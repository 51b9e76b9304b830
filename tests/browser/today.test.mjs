// Where something is still to come, the page says what can be done today, and every way on leads somewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import { DESKTOP, PHONE, browser, found, go, serve } from "./site.mjs";

for (const [size, viewport] of [["360×740", PHONE], ["1280×800", DESKTOP]]) {
  test(`assessment, reports, import and export offer what can be done today (${size})`, { timeout: 180_000 }, async () => {
    const site = await serve();
    const { page, context, complaints, close } = await browser({ viewport });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(site.address);
    await found(page);
    const main = page.locator("main");
    const shot = async (name) => {
      if (process.env.JIEDUI_SHOTS) await page.screenshot({ path: `${process.env.JIEDUI_SHOTS}/${name}-${viewport.width}.png` });
    };

    // 考核: how the agreement stands, and the check sheets that the template made.
    await go(page, "#/assess");
    await main.getByText("青禾幼儿园").first().waitFor();
    await page.getByText("效果检测", { exact: true }).first().waitFor();
    await shot("assess");
    await main.getByRole("link", { name: /云溪实验幼儿园 ⇄ 青禾幼儿园/ }).first().click();
    await page.getByRole("tab", { name: "进度", selected: true }).waitFor();
    const printed = page.evaluate(() => new Promise((done) => { globalThis.print = () => done(true); }));
    await page.getByRole("button", { name: "打印" }).click();
    assert.ok(await printed);

    // 报告: printed, listed, or written by hand.
    await go(page, "#/reports");
    await main.getByRole("link", { name: /写好的报告/ }).waitFor();
    await shot("reports");
    await main.getByRole("link", { name: /写一份报告/ }).click();
    await page.getByRole("heading", { name: "新建报告" }).waitFor();
    await go(page, "#/reports");
    await main.getByRole("link", { name: /活动清单/ }).click();
    await page.getByRole("heading", { name: "活动" }).first().waitFor();

    // 导入: typed one by one, or merged.
    await go(page, "#/data/import");
    for (const name of ["新建单位", "合并数据"]) await main.getByRole("link", { name }).waitFor();
    await shot("import");
    await main.getByRole("link", { name: "新建人员" }).click();
    await page.getByLabel("姓名").fill("=周晓梅");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await page.getByRole("heading", { name: "=周晓梅" }).waitFor();

    // 导出: a backup, a table to paste, paper.
    await go(page, "#/data/export");
    await main.getByRole("link", { name: "备份" }).waitFor();
    await main.getByRole("link", { name: "打印" }).waitFor();
    await shot("export");
    await main.getByRole("link", { name: "去台账复制表格" }).click();
    await main.getByRole("link", { name: /^人员/ }).click();
    await page.getByRole("button", { name: "复制表格" }).click();
    await page.getByText("已复制 2 行").waitFor();
    await shot("copied");
    const pasted = await page.evaluate(() => navigator.clipboard.readText());
    const rows = pasted.trim().split("\n").map((row) => row.split("\t"));
    assert.equal(rows.length, 3);
    assert.equal(rows[0][0], "姓名");
    assert.deepEqual(rows.slice(1).map((row) => row[0]).sort(), ["'=周晓梅", "林老师"], "no cell is a formula");
    assert.deepEqual(complaints, []);
    await close();
    await site.close();
  });
}
