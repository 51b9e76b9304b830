// Runs before anything else: chooses language and look so that the first paint is right, loads the app, shows a card
// when the app cannot run, and looks after the service worker. Plain JavaScript, for when nothing else works.
"use strict";
(() => {
  const root = document.documentElement;
  const scope = new URL("./", document.baseURI).pathname;
  const key = (name) => "jiedui:" + scope + name;
  const kept = (name) => {
    try {
      return localStorage.getItem(key(name)) || "";
    } catch {
      return "";
    }
  };
  const tell = (name, detail) => dispatchEvent(new CustomEvent(name, { detail }));

  // Language and look. Traditional Chinese by the browser's wish, English only when chosen here: teachers in China
  // read Chinese, whatever language their phone's menus are in.
  let [lang, theme, size] = kept("set:look").split(" ");
  if (!/^(zh-Hans|zh-Hant|en)$/.test(lang)) {
    lang = /^zh-(hant|tw|hk|mo)/i.test(navigator.language || "") ? "zh-Hant" : "zh-Hans";
  }
  if (!/^(auto|light|dark)$/.test(theme)) theme = "auto";
  if (!/^(100|115|130)$/.test(size)) size = "100";
  root.lang = lang;
  root.dataset.theme = theme;
  root.dataset.size = size;

  const text = fetch("./text/" + lang + ".json").then((answer) => (answer.ok ? answer.text() : null), () => null);
  const jiedui = { lang, theme, size, text, update: "", install: "", picture: "" };
  window.jiedui = jiedui;

  // The card that is shown when nothing else can be.
  const words = {
    "zh-Hans": {
      panic: ["程序出了问题", "没有丢失任何内容,请重新打开。"],
      load: ["没能打开", "没有丢失任何内容。请检查网络,再重新打开。"],
      old: ["这个浏览器太旧", "请换用手机自带的浏览器、Chrome、Edge 或 Safari 的新版本打开本页。"],
      again: "重新打开",
      clear: "清掉程序缓存再打开(不动记录)",
      more: "给技术人员看的内容",
    },
    "zh-Hant": {
      panic: ["程式出了問題", "沒有遺失任何內容,請重新打開。"],
      load: ["沒能打開", "沒有遺失任何內容。請檢查網絡,再重新打開。"],
      old: ["這個瀏覽器太舊", "請換用手機內置的瀏覽器、Chrome、Edge 或 Safari 的新版本打開本頁。"],
      again: "重新打開",
      clear: "清掉程式快取再打開(不動記錄)",
      more: "給技術人員看的內容",
    },
    en: {
      panic: ["Something went wrong", "Nothing was lost. Please open the page again."],
      load: ["The page could not open", "Nothing was lost. Check the network, then open it again."],
      old: ["This browser is too old", "Please open this page in a current Chrome, Edge, Firefox or Safari."],
      again: "Open again",
      clear: "Clear the program’s cache and open again (records stay)",
      more: "For the technician",
    },
  };
  let failed = false;
  const fail = (kind, detail) => {
    if (failed) return;
    failed = true;
    const say = words[lang];
    const make = (tag, content, into) => {
      const made = document.createElement(tag);
      made.textContent = content;
      into.append(made);
      return made;
    };
    const card = document.createElement("div");
    card.className = "crash";
    card.setAttribute("role", "alertdialog");
    card.setAttribute("aria-labelledby", "crash-title");
    const inside = make("div", "", card);
    make("h1", say[kind][0], inside).id = "crash-title";
    make("p", say[kind][1], inside);
    const again = make("button", say.again, inside);
    again.className = "btn primary";
    again.onclick = () => location.reload();
    const clear = make("a", say.clear, inside);
    clear.href = "./?reset";
    const more = make("details", "", inside);
    make("summary", say.more, more);
    make("pre", [detail, navigator.userAgent].join("\n"), more);
    const put = () => {
      document.getElementById("loading")?.remove();
      document.body.append(card);
      again.focus();
    };
    if (document.body) put();
    else addEventListener("DOMContentLoaded", put);
  };
  addEventListener("jiedui:panic", (event) => fail("panic", event.detail));
  addEventListener("jiedui:cannot-load", (event) => fail("load", event.detail));
  const trapped = (error) => {
    if (window.WebAssembly && error instanceof WebAssembly.RuntimeError) fail("panic", String(error.stack || error));
  };
  addEventListener("error", (event) => trapped(event.error));
  addEventListener("unhandledrejection", (event) => trapped(event.reason));

  // `?reset` takes away the program's own files and nothing else; the records are in the database and stay.
  const reset = async () => {
    const all = (await navigator.serviceWorker?.getRegistrations()) || [];
    for (const one of all) if (new URL(one.scope).pathname === scope) await one.unregister();
    const prefix = key("app:");
    for (const name of (await window.caches?.keys()) || []) if (name.startsWith(prefix)) await caches.delete(name);
  };
  if (location.search === "?reset") {
    reset().finally(() => location.replace("./" + location.hash));
    return;
  }

  // The app.
  const wasm = typeof WebAssembly === "object" && typeof WebAssembly.instantiate === "function";
  if (!wasm) fail("old", "no WebAssembly");
  else {
    const start = () =>
      import("./pkg/app.js")
        .then((app) => app.default())
        .catch((error) => fail(error instanceof WebAssembly.CompileError ? "old" : "load", String(error)));
    // The page as it was left is painted before anything heavy begins; a page in the background is not painted at all.
    const painted = (act) => (document.hidden ? act() : requestAnimationFrame(() => setTimeout(act)));
    addEventListener("DOMContentLoaded", () => (jiedui.picture ? painted(start) : start()));
  }

  // The first page as it was left, shown while a workbook of years is being read. It is shown only when the app would
  // draw the very same: same program, language and look, same day, and nothing written since, by the marks that every
  // write raises. Links in it work; buttons wait for the app.
  const program = "@program";
  const isHome = (hash) => /^(#\/?)?$/.test(hash);
  const stamp = () => {
    const marks = Object.keys(localStorage).filter((name) => name.startsWith(key("mark:")) || name.startsWith(key("journal:")));
    const state = marks.sort().map((name) => name + localStorage.getItem(name));
    return JSON.stringify([program, kept("set:look"), new Date().toDateString(), state]);
  };
  const take = (hash) => {
    try {
      const frame = document.querySelector("body > .frame");
      if (!isHome(hash) || !frame?.querySelector(".lede")) return;
      const copy = frame.cloneNode(true);
      for (const one of copy.querySelectorAll("[id]")) one.removeAttribute("id");
      for (const one of copy.querySelectorAll("[style]")) one.removeAttribute("style");
      for (const one of copy.querySelectorAll("button, input")) one.disabled = true;
      localStorage.setItem(key("picture"), stamp() + "\n" + copy.outerHTML);
    } catch {
      // No room or no storage: the next start shows the page when it is read.
    }
  };
  const picture = kept("picture");
  const cut = picture.indexOf("\n");
  const unpicture = () => {
    if (!jiedui.picture) return;
    jiedui.picture = "";
    document.getElementById("picture")?.remove();
    tell("jiedui:no-picture", "");
  };
  if (cut > 0 && isHome(location.hash) && picture.slice(0, cut) === stamp()) {
    jiedui.picture = "yes";
    addEventListener("DOMContentLoaded", () => {
      const page = document.createElement("div");
      page.id = "picture";
      page.setAttribute("aria-busy", "true");
      page.innerHTML = picture.slice(cut + 1);
      document.getElementById("loading")?.remove();
      document.body.append(page);
    });
    addEventListener("jiedui:panic", unpicture);
    addEventListener("jiedui:cannot-load", unpicture);
  }
  addEventListener("jiedui:opened", unpicture);
  addEventListener("hashchange", (event) => {
    unpicture();
    take(new URL(event.oldURL).hash);
  });
  addEventListener("pagehide", () => take(location.hash));
  document.addEventListener("visibilitychange", () => document.hidden && take(location.hash));

  // A browser that can install the app asks first; 设置 has the button.
  let install = null;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    install = event;
    jiedui.install = "yes";
  });
  addEventListener("jiedui:install", () => {
    install?.prompt();
    install = null;
    jiedui.install = "";
  });

  // The keyboard of a phone covers the bottom of the page on some browsers; style.css keeps the save bar above it.
  const view = window.visualViewport;
  const measure = () => {
    const covered = Math.max(0, Math.round(innerHeight - view.height - view.offsetTop));
    root.style.setProperty("--keyboard", (covered > 120 ? covered : 0) + "px");
  };
  view?.addEventListener("resize", measure);
  view?.addEventListener("scroll", measure);

  // A file opened from the file manager goes where shared files go: the shelf that the page 收到的文件 reads.
  window.launchQueue?.setConsumer(async (launch) => {
    const shelf = await caches.open(key("shared"));
    let at = 0;
    for (const handle of launch.files || []) {
      const file = await handle.getFile();
      await shelf.put("./shared/" + at++ + "-" + encodeURIComponent(file.name), new Response(file));
    }
    if (at) location.hash = "#/share";
  });

  // The service worker: a new version waits until the reader says so.
  const workers = navigator.serviceWorker;
  if (!workers) return;
  let wanted = false;
  let waiting = null;
  const offer = (worker) => {
    waiting = worker;
    jiedui.update = "yes";
    tell("jiedui:update", "");
  };
  const watch = (worker) => {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && workers.controller) offer(worker);
      if (worker.state === "activated" && !wanted) tell("jiedui:offline", "");
    });
  };
  workers.addEventListener("controllerchange", () => {
    if (wanted) location.reload();
  });
  addEventListener("jiedui:accept-update", () => {
    wanted = true;
    if (waiting) waiting.postMessage("take-over");
    else location.reload();
  });
  addEventListener("jiedui:booted", () => workers.controller?.postMessage("booted"));
  // The first screen goes before the files of the second visit.
  const idle = window.requestIdleCallback || ((act) => setTimeout(act, 500));
  const quiet = new Promise((done) => {
    addEventListener("jiedui:opened", () => idle(done, { timeout: 4000 }), { once: true });
    setTimeout(done, 8000);
  });
  quiet.then(async () => {
    try {
      const own = await workers.register("sw.js", { updateViaCache: "none" });
      if (own.waiting && workers.controller) offer(own.waiting);
      watch(own.installing);
      own.addEventListener("updatefound", () => watch(own.installing));
      // A page that stays open for days looks for a new version when it comes back into sight.
      document.addEventListener("visibilitychange", () => {
        if (!document.hidden && navigator.onLine) own.update().catch(() => {});
      });
    } catch {
      // No worker (a private window, a policy): the app runs, only not without a network. 存储状态 says so.
    }
  });
})();
