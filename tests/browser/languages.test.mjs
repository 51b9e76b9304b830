// Three languages, complete; and nothing that keeps a person with a screen reader out.
import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { DESKTOP, PHONE, browser, found, go, serve } from "./site.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROUTES = [
  "#/", "#/log", "#/activities", "#/pairs", "#/plans", "#/more", "#/registers", "#/registers/person", "#/data", "#/trash",
  "#/settings", "#/help", "#/search", "#/workbooks",
];
const CHINESE = /[一-鿿]/;
const SIMPLIFIED_ONLY = /[们这为样对时说发动从会个国记录结张见过还进达应书买亲产]/;

/** Everything a person can read or hear of the page, what was typed by hand left out. */
const words = async (page) => {
  const all = await page.evaluate(() => {
    const heard = [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap((element) =>
      ["aria-label", "placeholder", "title"].map((name) => element.getAttribute(name) ?? ""),
    );
    return [document.title, document.body.innerText, ...heard].join("\n");
  });
  // The plan keeps the title that it was given when it was made.
  return all.replaceAll("城乡幼儿园结对帮扶", "");
};

for (const [tag, name] of [["zh-Hans", "简体中文"], ["zh-Hant", "繁體中文"], ["en", "English"]]) {
  test(`every screen speaks ${name}, with no missing text and nothing serious for axe`, { timeout: 300_000 }, async () => {
    const site = await serve();
    const { page, complaints, close } = await browser({ viewport: tag === "en" ? DESKTOP : PHONE });
    await page.goto(site.address);
    // Names in letters that no language has of its own, so that what is left is the app's.
    await found(page, { org: "AAA", me: "BBB", partner: "CCC" });
    await go(page, "#/settings");
    await page.getByText(name, { exact: true }).first().click();
    await page.waitForFunction((tag) => document.documentElement.lang === tag, tag);
    // What was said in the language before goes with it, and the choice is kept.
    await page.reload();
    await page.locator("h1:visible").first().waitFor();
    for (const route of ROUTES) {
      await go(page, route);
      await page.waitForFunction((route) => location.hash === route, route);
      await page.locator("h1:visible").first().waitFor();
      const text = await words(page);
      assert.doesNotMatch(text, /\b(frame|home|log|pair|pairs|data|more|help|field|kind|unit|state|remedy)\.[a-z_]+/, `${route}: a key stands in place of words`);
      assert.doesNotMatch(text, /\{[a-z]+\}/, `${route}: a value was not filled in`);
      if (tag === "en") {
        const rest = text.replace(/简体中文|繁體中文|结对台账|結對台賬/g, "");
        assert.doesNotMatch(rest, CHINESE, `${route}: Chinese in the English text: ${rest.match(/.*[一-鿿].*/)?.[0]}`);
      }
      if (tag === "zh-Hant") {
        const rest = text.replace(/简体中文|结对台账/g, "");
        assert.doesNotMatch(rest, SIMPLIFIED_ONLY, `${route}: simplified characters: ${rest.match(/.*[们这为样对时说发动从会个国记录结张见过还进达应书买亲产].*/)?.[0]}`);
      }
      await page.addScriptTag({ content: axe }).catch(() => page.evaluate(axe));
      const found = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
      const serious = found.violations.filter((it) => ["serious", "critical"].includes(it.impact));
      assert.deepEqual(serious.map((it) => `${it.id}: ${it.nodes[0].html}`), [], `${route}: axe`);
    }
    assert.deepEqual(complaints.filter((text) => !text.includes("Content Security Policy")), []);
    await close();
    await site.close();
  });
}

test("what was said, and its 撤销, follow the reader into another language", { timeout: 120_000 }, async () => {
  const site = await serve();
  const { page, complaints, close } = await browser({ viewport: PHONE });
  await page.goto(site.address);
  await found(page, { org: "AAA", me: "BBB", partner: "CCC" });
  await go(page, "#/record/person/new");
  await page.getByLabel("姓名").fill("DDD");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  const toast = page.locator(".toast").filter({ has: page.locator("button:not(.icon-button)") });
  await toast.getByText("已保存").waitFor();
  await go(page, "#/settings");
  await page.getByText("English", { exact: true }).first().click();
  await page.waitForFunction(() => document.documentElement.lang === "en");
  await toast.getByText("Saved").waitFor();
  assert.doesNotMatch(await page.locator(".toasts").innerText(), CHINESE);
  await toast.getByRole("button", { name: "Undo" }).click();
  await page.locator(".toast").getByText("Undone").waitFor();
  await go(page, "#/registers/person");
  await page.locator("h1:visible").first().waitFor();
  await page.getByText("BBB").first().waitFor();
  assert.equal(await page.getByText("DDD").count(), 0);
  assert.deepEqual(complaints, []);
  await close();
  await site.close();
});
