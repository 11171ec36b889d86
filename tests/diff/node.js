// SPDX-License-Identifier: GPL-2.0-only
// Node's HTTP server as a reader: each stream is a connection that never
// touches a socket.
"use strict";
const http = require("http");
const readline = require("readline");
const { Duplex } = require("stream");

const hex = (text) => Buffer.from(text, "latin1").toString("hex");

// The last value of a field, or null.
function last(request, name) {
  const raw = request.rawHeaders;
  for (let i = raw.length - 2; i >= 0; i -= 2)
    if (raw[i].toLowerCase() === name) return raw[i + 1];
  return null;
}

const keptNames = [
  "range", "if-range", "if-match", "if-none-match", "if-modified-since",
  "if-unmodified-since", "accept-encoding", "accept",
];

function kept(request) {
  const lines = [];
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i].toLowerCase();
    if (keptNames.includes(name)) lines.push([name, hex(request.rawHeaders[i + 1])]);
  }
  return lines;
}

function framing(request) {
  if (last(request, "transfer-encoding") !== null) return "chunked";
  return last(request, "content-length") !== null ? "length" : "none";
}

// What browsers make of a target, decoded once; one slash for several, as
// file systems have it.
function pathOf(method, target) {
  if (target === "*" || method === "CONNECT") return "-";
  let url;
  try {
    url = new URL(target.startsWith("/") ? `http://h${target}` : target);
  } catch {
    return "invalid";
  }
  const path = url.pathname.replace(/%([0-9a-f]{2})/gi, (_, digits) =>
    String.fromCharCode(parseInt(digits, 16)));
  return hex(path.replace(/\/+/g, "/"));
}

class Connection extends Duplex {
  constructor() {
    super({ emitClose: true });
    this.sent = "";
  }
  _read() {}
  _write(chunk, _encoding, done) {
    this.sent += chunk.toString("latin1");
    done();
  }
  setTimeout() {}
}

function take(verdict, request, response) {
  const entry = {
    method: request.method,
    target: hex(request.url),
    minor: request.httpVersionMinor,
    path: pathOf(request.method, request.url),
    body: framing(request),
    keep: response ? response.shouldKeepAlive : false,
    complete: false,
    content: "",
    kept: kept(request),
    host: null,
  };
  const host = last(request, "host");
  if (host !== null) entry.host = hex(host);
  verdict.requests.push(entry);
  return entry;
}

// What the parser hands to the request, while it does: a later fault in the
// stream takes the events of earlier requests away.
function watch(request, see) {
  const push = request.push;
  request.push = (part) => {
    see(part);
    return push.call(request, part);
  };
  request.on("error", () => {});
}

function serve(verdict) {
  const server = http.createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  const end = (how, why) => {
    if (verdict.end !== "idle") return;
    verdict.end = how;
    if (why) verdict.why = why;
  };
  const answer = (request, response) => {
    if (verdict.end !== "idle") return;
    const entry = take(verdict, request, response);
    watch(request, (part) => {
      if (part !== null) entry.content += part.toString("hex");
      else entry.complete = true;
      if (entry.complete && !entry.keep) end("closed");
    });
    request.on("end", () => response.end());
    request.resume();
  };
  server.on("request", answer);
  server.on("checkContinue", answer);
  server.on("checkExpectation", () => end("refused", "417"));
  server.on("connect", (request) => {
    if (verdict.end !== "idle") return;
    take(verdict, request, null).complete = true;
    end("tunnel");
  });
  server.on("clientError", (error, socket) => {
    socket.destroy();
    const how = error.code === "HPE_INVALID_EOF_STATE" ? "partial" : "refused";
    end(how, error.code);
  });
  return { server, end };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function readStream(pieces) {
  const verdict = { requests: [], end: "idle", why: "" };
  const { server, end } = serve(verdict);
  const connection = new Connection();
  connection.on("error", () => {});
  server.emit("connection", connection);
  for (const piece of pieces) {
    connection.push(piece);
    await turn();
  }
  await turn();
  // What the server refuses after parsing, such as a missing Host.
  const refusal = connection.sent.match(/^HTTP\/1\.1 (4\d\d)/m);
  if (refusal) end("refused", refusal[1]);
  connection.push(null);
  await turn();
  await turn();
  end("idle");
  connection.destroy();
  return verdict;
}

function cut(bytes, cuts) {
  const edges = [0, ...cuts, bytes.length];
  return edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { id, hex: text, cuts } = JSON.parse(line);
    const bytes = Buffer.from(text, "hex");
    const whole = await readStream([bytes]);
    const split = await readStream(cut(bytes, cuts));
    process.stdout.write(JSON.stringify({ id, whole, split }) + "\n");
  }
}

main();
