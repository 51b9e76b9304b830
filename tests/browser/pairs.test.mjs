// The pages that show what is kept: a pairing with its five tabs, registers and their forms, plans, the recycle bin.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { DESKTOP, PHONE, browser, folder, found, go, serve } from "./site.mjs";

const said = (page, words) => page.locator(".toast").filter({ hasText: words }).first().waitFor({ timeout: 20_000 });
const sheet = (page) => page.locator("dialog[open]");

/** A workbook with one pairing, and the page of that pairing. */
async function begin(viewport) {
  const site = await serve();
  const one = await browser({ viewport });
  await one.page.goto(site.address);
  await found(one.page);
  await go(one.page, "#/pairs");
  await one.page.locator("a.item").first().click();
  await one.page.getByRole("tab", { name: "进度" }).waitFor();
  const end = async () => {
    assert.deepEqual(one.complaints, []);
    assert.deepEqual(one.abroad, []);
    await one.close();
    await site.close();
  };
  return { ...one, end };
}

for (const [size, viewport] of [["360×740", PHONE], ["1280×800", DESKTOP]]) {
  test(`a figure says what it was counted from and is explained by hand (${size})`, { timeout: 180_000 }, async () => {
    const { page, end } = await begin(viewport);
    await page.getByRole("button", { name: /送教不少于 10 课时/ }).click();
    await sheet(page).getByText("0 / 10 课时,还差 10").waitFor();
    await sheet(page).getByText("还没有计入的记录。").waitFor();
    await sheet(page).getByText("说明", { exact: true }).click();
    await sheet(page).getByLabel("原因").fill("停课两周,下学期补");
    await sheet(page).getByRole("button", { name: "保存" }).click();
    await said(page, "已说明");
    await sheet(page).getByText(/停课两周,下学期补/).first().waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".toast").getByRole("button", { name: "撤销" }).first().click();
    await said(page, "已撤销");
    await end();
  });

  test(`people, roles, clauses and the signed agreement of a pairing (${size})`, { timeout: 180_000 }, async () => {
    const { page, end } = await begin(viewport);
    await page.getByRole("tab", { name: "人员" }).click();
    await page.getByRole("link", { name: "添加人员" }).nth(1).click();
    await page.getByLabel("姓名").fill("周晓梅");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("link", { name: /周晓梅/ }).waitFor();
    await page.locator(".posts .pick").first().click();
    await sheet(page).getByRole("button", { name: /林老师/ }).click();
    await page.getByText("还有 11 个没有落实").waitFor();

    await page.getByRole("tab", { name: "协议" }).click();
    await page.getByRole("button", { name: /修改:每学期送教/ }).click();
    await sheet(page).getByLabel("约定数").fill("12");
    await sheet(page).getByLabel("原因").fill("双方商定增加两课时");
    await sheet(page).getByRole("button", { name: "保存" }).click();
    await said(page, "约定已修改");
    await page.getByText("每学期:不少于 12 课时").waitFor();
    await page.getByText("双方商定增加两课时").waitFor();

    const file = path.join(folder("agreement"), "协议.pdf");
    fs.writeFileSync(file, "%PDF-1.4");
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "上传协议文件" }).click();
    await (await chooser).setFiles(file);
    await page.getByRole("link", { name: "协议.pdf" }).waitFor();

    await page.getByRole("button", { name: "变更为「暂停」" }).click();
    await sheet(page).getByLabel("原因").fill("寒假");
    await sheet(page).getByRole("button", { name: "变更为「暂停」" }).click();
    await page.getByRole("button", { name: "变更为「执行中」" }).waitFor();
    await end();
  });
}

test("a form keeps what was typed, refuses at its fields, and what is deleted comes back", { timeout: 180_000 }, async () => {
  const { page, end } = await begin(PHONE);
  await go(page, "#/record/pairing/new");
  await page.getByRole("button", { name: "保存" }).click();
  assert.equal(await page.getByText("请填写。").count(), 3);
  await page.getByLabel("结对类型").selectOption({ label: "园–园" });
  await page.getByText("请填写。").nth(1).waitFor();
  assert.equal(await page.getByText("请填写。").count(), 2, "what is filled in is no longer wrong");
  for (const [side, name] of [["帮扶方", "云溪"], ["受援方", "石桥幼儿园"]]) {
    await page.getByRole("button", { name: new RegExp(`^${side} `) }).click();
    await sheet(page).getByRole("searchbox").fill(name);
    if (side === "帮扶方") await sheet(page).getByRole("button", { name: /云溪实验幼儿园/ }).click();
    else await sheet(page).getByRole("button", { name: "新建", exact: true }).click();
    await page.locator(".token").filter({ hasText: name }).waitFor();
  }
  await page.waitForTimeout(1_500);
  await page.reload();
  await page.getByText("上次没写完的内容已经找回。").waitFor();
  assert.equal(await page.locator(".token").count(), 2);
  await page.getByRole("button", { name: "保存" }).click();
  await page.getByRole("heading", { name: "云溪实验幼儿园 ⇄ 石桥幼儿园" }).waitFor();

  await page.getByRole("tab", { name: "协议" }).click();
  await page.getByRole("button", { name: "删除" }).click();
  await said(page, "结对已删除");
  await go(page, "#/trash");
  await page.getByText("云溪实验幼儿园 ⇄ 石桥幼儿园").waitFor();
  await page.getByRole("button", { name: "恢复" }).click();
  await page.getByText("回收站是空的").waitFor();
  await go(page, "#/pairs");
  await page.locator("a.item").filter({ hasText: "石桥幼儿园" }).waitFor();
  await end();
});

test("registers sort, search by pinyin and mask what is personal; plans are written and their tasks ticked off", { timeout: 180_000 }, async () => {
  const { page, end } = await begin(DESKTOP);
  for (const [name, phone] of [["周晓梅", "13812345678"], ["陈立", "13987654321"]]) {
    await go(page, "#/record/person/new");
    await page.getByLabel("姓名").fill(name);
    await page.getByLabel("电话").fill(phone);
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByRole("heading", { name }).waitFor();
  }
  await go(page, "#/registers/person");
  await page.getByText("••••5678").waitFor();
  await page.getByRole("button", { name: "显示个人信息" }).click();
  await page.getByText("13812345678").waitFor();
  await page.getByRole("searchbox").fill("zxm");
  await page.getByText("找到 1 条,共 3 条").waitFor();
  await page.getByRole("searchbox").fill("");
  const sort = page.getByRole("columnheader", { name: "电话" }).getByRole("button");
  await sort.click();
  await sort.click();
  await page.locator('[aria-sort="descending"]').waitFor();
  assert.match(await page.locator("tbody tr").first().innerText(), /陈立/);

  await go(page, "#/plans");
  await page.locator("a.link-row").first().click();
  await page.getByText("已写 0 / 8 部分").waitFor();
  await page.getByRole("button", { name: "编辑:指导思想" }).click();
  await sheet(page).getByRole("textbox").fill("以强带弱,共同提高。");
  await sheet(page).getByRole("button", { name: "保存" }).click();
  await page.getByText("已写 1 / 8 部分").waitFor();
  await page.getByRole("button", { name: "完成", exact: true }).first().click();
  await page.getByText(/任务\(1 \/ \d+\)/).waitFor();

  await go(page, "#/plans");
  await page.getByRole("button", { name: "从模板新建" }).click();
  await sheet(page).getByRole("radio", { name: "城乡幼儿园结对帮扶" }).check();
  await sheet(page).getByLabel("结对单位").fill("石桥幼儿园");
  await sheet(page).getByRole("button", { name: "建立计划" }).click();
  await said(page, "计划已建好");
  assert.equal(await page.locator("a.link-row").count(), 2);
  await go(page, "#/pairs");
  await page.locator("a.item").filter({ hasText: "石桥幼儿园" }).waitFor();
  await end();
});
