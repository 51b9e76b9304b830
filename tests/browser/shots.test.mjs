// Pictures of the main screens with the example workbook, at both sizes: for docs/ and for whoever looks them over.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { DESKTOP, PHONE, browser, go, root, serve } from "./site.mjs";

const out = process.env.JIEDUI_SHOTS ?? path.join(root, "target/shots");
const SCREENS = [
  ["home", "#/"], ["log", "#/log"], ["activities", "#/activities"], ["pairs", "#/pairs"], ["plans", "#/plans"], ["more", "#/more"],
  ["registers", "#/registers/person"], ["data", "#/data"], ["storage", "#/data/storage"], ["trash", "#/trash"], ["settings", "#/settings"],
  ["help", "#/help"], ["search", "#/search"],
];

for (const [size, viewport] of [["360", PHONE], ["1280", DESKTOP]]) {
  test(`the example shows itself on every main screen (${size} px)`, { timeout: 300_000 }, async () => {
    fs.mkdirSync(out, { recursive: true });
    const site = await serve();
    const { page, complaints, close } = await browser({ viewport });
    await page.goto(site.address);
    await page.getByRole("button", { name: "载入示例" }).waitFor();
    await page.screenshot({ path: path.join(out, `welcome-${size}.png`) });
    await page.getByRole("button", { name: "新建工作簿" }).click();
    await page.getByLabel("单位名称").waitFor();
    await page.screenshot({ path: path.join(out, `new-${size}.png`) });
    await go(page, "#/welcome");
    await page.getByRole("button", { name: "载入示例" }).click();
    await page.getByText("接下来").waitFor({ timeout: 60_000 });
    await page.locator(".toast").first().waitFor({ state: "detached", timeout: 20_000 }).catch(() => {});
    for (const [name, route] of SCREENS) {
      await go(page, route);
      await page.locator("h1:visible").first().waitFor();
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: path.join(out, `${name}-${size}.png`) });
    }
    await go(page, "#/pairs");
    await page.locator('a[href^="#/pair/"]').first().click();
    for (const tab of ["进度", "活动", "档案", "人员", "协议"]) {
      await page.getByRole("tab", { name: tab }).click();
      await page.getByRole("tabpanel").first().waitFor();
      await page.screenshot({ path: path.join(out, `pair-${["进度", "活动", "档案", "人员", "协议"].indexOf(tab) + 1}-${size}.png`) });
    }
    await go(page, "#/activities");
    await page.locator('a[href^="#/activity/"]').first().click();
    await page.locator("h1:visible").first().waitFor();
    await page.screenshot({ path: path.join(out, `activity-${size}.png`) });
    assert.deepEqual(complaints, []);
    await close();
    await site.close();
  });
}
