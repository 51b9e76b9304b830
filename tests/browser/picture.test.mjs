// The first page as it was left: shown before the app runs, and only when the app would draw the very same.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PHONE, browser, found, go, saved, serve } from "./site.mjs";

const PICTURE = "#picture";

/** Opens the page anew while its program is held back, looks, and lets it run. */
async function reopened(page, look) {
  let free;
  const held = new Promise((done) => (free = done));
  await page.route("**/app_bg.wasm", async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: "domcontentloaded" });
  await look();
  free();
  await page.locator("#main").getByText("接下来").waitFor({ timeout: 30_000 });
  await page.unroute("**/app_bg.wasm");
  assert.equal(await page.locator(PICTURE).count(), 0, "the app has taken its place");
}

test("the first page stands before the app runs, as it was left and never older than the records", { timeout: 240_000 }, async () => {
  const site = await serve();
  const { context, page, complaints, close } = await browser({ viewport: PHONE });
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, "serviceWorker", { get: () => undefined }));
  await page.goto(site.address);
  await found(page);
  await reopened(page, async () => {
    await page.locator(PICTURE).getByText("接下来").waitFor();
    assert.equal(await page.locator(`${PICTURE} button:enabled`).count(), 0, "buttons wait for the app");
    await page.locator(PICTURE).getByRole("link", { name: "记一笔" }).first().waitFor();
  });

  // A record is written while another page is open: the page as it was left is older than that.
  await go(page, "#/log");
  await page.getByLabel("活动类型").getByText("送教下乡").first().click();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await saved(page);
  await page.evaluate(() => history.replaceState(null, "", "#/"));
  await reopened(page, async () => assert.equal(await page.locator(PICTURE).count(), 0));

  // What is removed is not kept in the picture either.
  await reopened(page, () => page.locator(PICTURE).getByText("接下来").waitFor());
  await go(page, "#/workbooks");
  await page.getByRole("button", { name: /^移除/ }).click();
  await page.getByRole("button", { name: "移除…" }).click();
  await page.getByRole("button", { name: "彻底移除" }).click();
  await page.getByRole("button", { name: "新建工作簿" }).waitFor({ timeout: 30_000 });
  assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((name) => name.endsWith("picture")).length), 0);
  assert.deepEqual(complaints, []);
  await close();
  await site.close();
});
