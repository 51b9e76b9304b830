// Runs the browser tests of the built site one after the other, and closes with a line that counts them.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
// The storage and the photos have a page of their own and are run apart.
const apart = ["store.test.mjs", "photo.test.mjs"];
const named = process.argv.slice(2);
const files = fs
  .readdirSync(here)
  .filter((name) => name.endsWith(".test.mjs") && !apart.includes(name))
  .filter((name) => named.length === 0 || named.some((part) => name.includes(part)))
  .sort()
  .map((name) => path.join(here, name));
// A test that fails may leave a server or a browser open; the run ends all the same.
const run = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-force-exit", "--test-timeout=1200000", "--test-reporter=spec", ...files], { stdio: "inherit" });
process.exit(run.status ?? 1);
