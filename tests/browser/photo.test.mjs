// Photos in a real browser: made smaller, upright, without metadata; what is no photo is refused with its reason.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, test } from "node:test";
import { folder, launch, missing, serve } from "./harness.mjs";

const skip = missing;
let site;
let browser;
let page;
let home;

before(async () => {
  if (skip) return;
  site = await serve();
  home = folder("photo");
  browser = await launch(home);
  page = await browser.open(site.address);
  await page.evaluate(async () => {
    await door.open(await door.create("照片"));
    // A picture that a camera could have taken: colours and some noise, its left upper corner red.
    window.picture = async (width, height, type = "image/jpeg", noise = 0.2) => {
      const canvas = new OffscreenCanvas(width, height);
      const pen = canvas.getContext("2d");
      const sky = pen.createLinearGradient(0, 0, width, height);
      sky.addColorStop(0, "#8ac");
      sky.addColorStop(1, "#263");
      pen.fillStyle = sky;
      pen.fillRect(0, 0, width, height);
      let seed = 7;
      const next = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
      for (let n = 0; n < (width * height * noise) / 400; n++) {
        pen.fillStyle = `hsl(${next() * 360} 60% 50%)`;
        pen.fillRect(next() * width, next() * height, 12, 12);
      }
      pen.fillStyle = "#f00";
      pen.fillRect(0, 0, width / 4, height / 4);
      return new Uint8Array(await (await canvas.convertToBlob({ type, quality: 0.95 })).arrayBuffer());
    };
    // The same JPEG as a camera writes it: when it was taken, how it was held, and where.
    window.withExif = (jpeg, orientation, taken) => {
      const tiff = new DataView(new ArrayBuffer(76));
      const entry = (at, tag, kind, count) => (tiff.setUint16(at, tag), tiff.setUint16(at + 2, kind), tiff.setUint32(at + 4, count));
      tiff.setUint32(0, 0x4d4d002a);
      tiff.setUint32(4, 8);
      tiff.setUint16(8, 2);
      entry(10, 0x0112, 3, 1);
      tiff.setUint16(18, orientation);
      entry(22, 0x8769, 4, 1);
      tiff.setUint32(30, 38);
      tiff.setUint16(38, 1);
      entry(40, 0x9003, 2, 20);
      tiff.setUint32(48, 56);
      [...taken].forEach((c, n) => tiff.setUint8(56 + n, c.charCodeAt(0)));
      const body = [...new TextEncoder().encode("Exif\0\0"), ...new Uint8Array(tiff.buffer)];
      return new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0, body.length + 2, ...body, ...jpeg.slice(2)]);
    };
    window.take = (bytes, name = "IMG_0001.jpg") => door.take_photo(new File([bytes], name, { type: "image/jpeg" }));
    window.decoded = async (hash) => {
      const blob = await door.file_get(hash);
      const bitmap = await createImageBitmap(blob);
      const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      pen.drawImage(bitmap, 0, 0);
      const red = (x, y) => { const [r, g, b] = pen.getImageData(x, y, 1, 1).data; return r > 200 && g < 80 && b < 80; };
      const [w, h] = [bitmap.width - 5, bitmap.height - 5];
      return { type: blob.type, corners: [red(5, 5), red(w, 5), red(5, h), red(w, h)], bytes: [...new Uint8Array(await blob.arrayBuffer())] };
    };
  });
});

after(async () => {
  await browser?.close();
  site?.close();
  if (home) fs.rmSync(home, { recursive: true, force: true });
});

test("a photo of a phone becomes small, upright and anonymous, and keeps when it was taken", { skip, timeout: 120_000 }, async () => {
  const seen = await page.evaluate(async () => {
    const jpeg = withExif(await picture(4000, 3000), 6, "2026:11:23 08:30:05");
    const [width, height, bytes, hash, taken, url] = await take(jpeg);
    const thumb = new Image();
    thumb.src = url;
    await thumb.decode();
    const kept = await decoded(hash);
    return { before: jpeg.length, width, height, bytes, hash, taken, thumb: [thumb.naturalWidth, thumb.naturalHeight], kept };
  });
  // Held upright: turned by a quarter, so the red corner of the sensor is at the upper right.
  assert.deepEqual([seen.width, seen.height], [1200, 1600]);
  assert.deepEqual(seen.kept.corners, [false, true, false, false]);
  assert.ok(seen.bytes <= 300_000, `${seen.before} bytes became ${seen.bytes}`);
  assert.equal(seen.taken, "Some(2026-11-23T08:30:05)");
  assert.deepEqual(seen.thumb, [120, 160]);
  assert.equal(seen.kept.type, "image/jpeg");
  assert.ok(!Buffer.from(seen.kept.bytes).includes("Exif"));
  const { createHash } = await import("node:crypto");
  assert.equal(createHash("sha256").update(Buffer.from(seen.kept.bytes)).digest("hex"), seen.hash);
  assert.match(await page.evaluate(() => door.files()), new RegExp(`${seen.hash}.*image/jpeg.*bytes: ${seen.bytes}`));
});

test("all eight ways to hold a camera end upright", { skip, timeout: 120_000 }, async () => {
  const corner = [null, 0, 1, 3, 2, 0, 1, 3, 2];
  const seen = await page.evaluate(async () => {
    const jpeg = await picture(2400, 1800, "image/jpeg", 0.01);
    const out = [];
    for (let turn = 1; turn <= 8; turn++) {
      const [width, height, , hash] = await take(withExif(jpeg, turn, "2026:11:23 08:30:05"));
      out.push([width, height, (await decoded(hash)).corners]);
    }
    return out;
  });
  seen.forEach(([width, height, corners], at) => {
    assert.deepEqual([width, height], at < 4 ? [1600, 1200] : [1200, 1600], `orientation ${at + 1}`);
    assert.deepEqual(corners, [0, 1, 2, 3].map((n) => n === corner[at + 1]), `orientation ${at + 1}`);
  });
});

test("small pictures stay as large as they are, and every format becomes a JPEG", { skip, timeout: 60_000 }, async () => {
  for (const type of ["image/png", "image/webp", "image/jpeg"]) {
    const [width, height, bytes, hash] = await page.evaluate(async (type) => take(await picture(800, 600, type)), type);
    assert.deepEqual([width, height], [800, 600]);
    assert.ok(bytes < 300_000);
    assert.equal(await page.evaluate(async (hash) => (await door.file_get(hash)).type, hash), "image/jpeg");
  }
});

test("a text renamed .jpg, a cut photo, a damaged one and an absurd one are refused, each with its reason", { skip, timeout: 60_000 }, async () => {
  const refused = (make) => page.evaluate(make).then(() => "taken", (error) => String(error));
  assert.match(await refused(() => take("送教下乡活动记录,明天补照片")), /NotAPicture/);
  assert.match(await refused(() => take(new Uint8Array(0))), /NotAPicture/);
  assert.match(await refused(async () => take((await picture(1200, 900)).slice(0, -2000))), /Truncated/);
  assert.match(await refused(async () => take((await picture(1200, 900, "image/png")).slice(0, -2000))), /Truncated/);
  assert.match(await refused(async () => {
    const jpeg = await picture(64, 64);
    for (let at = 2; at < jpeg.length - 9; at++) {
      if (jpeg[at] === 0xff && jpeg[at + 1] === 0xc0) jpeg.set([20000 >> 8, 20000 & 255, 10000 >> 8, 10000 & 255], at + 5);
    }
    return take(jpeg);
  }), /TooManyPixels \{ megapixels: 200 \}/);
  assert.match(await refused(async () => {
    const jpeg = await picture(64, 64);
    jpeg.fill(0x55, 20, 300);
    return take(jpeg);
  }), /Truncated|Undecodable/);
  const heic = "\0\0\0\x18ftypheic\0\0\0\0mif1heic" + "\0".repeat(64);
  assert.match(await page.evaluate((text) => take(Uint8Array.from(text, (c) => c.charCodeAt(0))), heic).catch(String), /Heif/);
  assert.match(await page.evaluate(() => take(new Uint8Array(60_000_001))).catch(String), /TooLarge \{ megabytes: 60 \}/);
});

test("a file is stored as it is, given back, listed and removed", { skip }, async () => {
  const hash = "f".repeat(64);
  const text = await page.evaluate(async (hash) => {
    await door.file_put(hash, new Blob(["签到表"], { type: "text/plain" }), "text/plain");
    const blob = await door.file_get(hash);
    const text = `${blob.type} ${await blob.text()} ${(await door.files()).includes(hash)}`;
    await door.file_drop(hash);
    return `${text} ${await door.file_get(hash)} ${(await door.files()).includes(hash)}`;
  }, hash);
  assert.match(text, /^text\/plain.* 签到表 true undefined false$/);
});
