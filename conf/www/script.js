// SPDX-License-Identifier: GPL-2.0-only
// Asks the server for the head of each file in the table and shows what it
// said. Without scripts the page is complete but for the sizes.
"use strict";

async function describe(row) {
  const response = await fetch(row.querySelector("a").href, { method: "HEAD" });
  const type = response.headers.get("Content-Type");
  const size = response.headers.get("Content-Length");
  if (type) row.querySelector("[data-type]").textContent = type;
  if (size) row.querySelector("[data-size]").textContent = size;
}

async function describeAll() {
  const rows = document.querySelectorAll("tbody tr");
  const start = performance.now();
  await Promise.all(Array.from(rows, describe));
  const timing = document.getElementById("timing");
  const spent = (performance.now() - start).toFixed(1);
  timing.textContent = `${rows.length} requests answered in ${spent} ms.`;
  timing.hidden = false;
}

describeAll().catch(() => {});
