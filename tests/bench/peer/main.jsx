// What others would build: React, a router and Dexie; one form, one list read from IndexedDB; search by includes.
import Dexie from "dexie";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { BrowserRouter, Link, Route, Routes } from "react-router-dom";

const db = new Dexie("peer");
db.version(1).stores({ items: "++id" });
globalThis.peer = db;

function Home() {
  const [items, setItems] = useState(null);
  const [text, setText] = useState("");
  const [query, setQuery] = useState("");
  useEffect(() => {
    db.items.toArray().then(setItems);
  }, []);
  if (!items) return null;
  const add = async (event) => {
    event.preventDefault();
    await db.items.add({ text });
    setText("");
    setItems(await db.items.toArray());
  };
  const shown = query ? items.filter((item) => item.text.includes(query)) : items;
  return (
    <>
      <h1 id="ready">结对台账</h1>
      <form onSubmit={add}>
        <label htmlFor="t">活动</label>
        <input id="t" value={text} onChange={(event) => setText(event.target.value)} />
        <button>保存</button>
      </form>
      <input aria-label="查找" value={query} onChange={(event) => setQuery(event.target.value)} />
      <ul>{shown.map((item) => <li key={item.id}>{item.text}</li>)}</ul>
    </>
  );
}

createRoot(document.getElementById("root")).render(
  <BrowserRouter>
    <nav><Link to="/">首页</Link> <Link to="/count">统计</Link></nav>
    <Routes>
      <Route path="/count" element={<p>0</p>} />
      <Route path="*" element={<Home />} />
    </Routes>
  </BrowserRouter>,
);
