// SPDX-License-Identifier: GPL-2.0-only
// Asks the server for the head of each file in the table and shows what it
// said, then for one file in other ways. Without scripts the page is complete
// but for the sizes and that table.
"use strict";

async function describe(row) {
  const response = await fetch(row.querySelector("a").href, { method: "HEAD" });
  const type = response.headers.get("Content-Type");
  const size = response.headers.get("Content-Length");
  if (type) row.querySelector("[data-type]").textContent = type;
  if (size) row.querySelector("[data-size]").textContent = size;
}

async function describeAll() {
  const rows = document.querySelectorAll("#files tr");
  const start = performance.now();
  await Promise.all(Array.from(rows, describe));
  const timing = document.getElementById("timing");
  const spent = (performance.now() - start).toFixed(1);
  timing.textContent = `${rows.length} requests answered in ${spent} ms.`;
  timing.hidden = false;
}

// The browser's own cache would answer in the server's place.
async function ask(name, url, headers) {
  const response = await fetch(url, { headers, cache: "no-store" });
  const bytes = (await response.arrayBuffer()).byteLength;
  document.querySelector(`[data-ask="${name}"]`).textContent =
    `${response.status}, ${bytes} bytes`;
  return response;
}

async function askAll() {
  const whole = await fetch("style.css", { method: "HEAD" });
  const tag = whole.headers.get("ETag");
  await ask("part", "style.css", { Range: "bytes=0-15" });
  await ask("unchanged", "style.css", tag ? { "If-None-Match": tag } : {});
  await ask("missing", "/no-such-page", {});
  document.getElementById("asking").hidden = false;
}

describeAll().then(askAll).catch(() => {});
