// Runs in Azurite before Azurite does: ties its lifetime to the stack's and makes its tables as durable as Azure's.
import { createHash } from "node:crypto";
import { Server } from "node:http";
import Module, { createRequire } from "node:module";

// 0. Start. Two libraries that Azurite loads and the stack never uses are a third of the CPU time of its start: the one for SQL databases
//    (AZURITE_DB) and the one for usage statistics (--disableTelemetry).
const unused = { sequelize: { Model: class {} }, applicationinsights: {} };
delete process.env.AZURITE_DB;
const { _load: load } = Module;
Module._load = function (request) {
  return Object.hasOwn(unused, request) ? unused[request] : load.apply(this, arguments);
};

// 1. Lifetime. The pipe on standard input closes when the stack has ended, even by kill -9: Azurite then shuts down as for SIGTERM, and its
//    output, which is no longer read, must not stop it. Ctrl-C reaches every process of the terminal, and the stack stops Azurite
//    itself.
const once = process.once;
process.once = function (name, listener) {
  return name === "SIGINT" ? this : once.call(this, name, listener);
};
process.on("SIGINT", () => {});
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
process.stdin.resume().on("end", () => process.emit("SIGTERM") || process.exit());

// 2. Durability. Azurite saves its databases every five seconds; what it acknowledged since is lost when it is killed. Here the response to
//    a write waits until the database is saved. Loki combines the saves of concurrent requests.
const Loki = createRequire(process.argv[1])("lokijs");
const databases = new Set();
const { autosaveEnable } = Loki.prototype;
Loki.prototype.autosaveEnable = function (...args) {
  databases.add(this);
  return autosaveEnable.apply(this, args);
};

const save = (database) =>
  new Promise((resolve, reject) => {
    database.saveDatabase((error) => {
      if (!error) return resolve();
      // Loki regards the collections as saved from the moment that it began.
      for (const collection of database.collections) collection.dirty = true;
      reject(error);
    });
  });
const saveAll = () => Promise.all([...databases].filter((one) => one.autosaveDirty() || one.throttledSavePending).map(save));

function respondWhenSaved(response) {
  const { write, end } = response;
  const chunks = [];
  response.write = (chunk, encoding, callback) => {
    chunks.push([chunk, typeof encoding === "string" ? encoding : undefined]);
    (typeof encoding === "function" ? encoding : callback)?.();
    return true;
  };
  response.end = (chunk, encoding, callback) => {
    if (chunk && typeof chunk !== "function") response.write(chunk, encoding);
    saveAll().then(
      () => {
        for (const [bytes, textEncoding] of chunks) write.call(response, bytes, textEncoding);
        end.call(response, [chunk, encoding, callback].find((one) => typeof one === "function"));
      },
      (error) => {
        console.error(`Azurite's data cannot be saved: ${error.message}`);
        response.destroy();
      },
    );
    return response;
  };
}

// 3. Pages of other sites. A page whose host name is rebound to 127.0.0.1 sends that name as Host, which Azurite accepts as an account's
//    name; other pages send their Origin or Sec-Fetch-Site. Programs send neither.
const reads = ["GET", "HEAD", "OPTIONS"];
const isLoopback = (host) => ["localhost", "127.0.0.1", "[::1]"].includes(host?.toLowerCase());
const isForeign = (origin) => origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname));

function rejectionOf({ method, headers }) {
  if (!isLoopback(headers.host?.replace(/:\d+$/, "")))
    return [400, "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1]."];
  const sites = reads.includes(method) ? ["cross-site"] : ["cross-site", "same-site"];
  return (!reads.includes(method) && isForeign(headers.origin)) || sites.includes(headers["sec-fetch-site"])
    ? [403, "The request comes from a page of another site. Such pages have no access."]
    : null;
}

const { emit } = Server.prototype;
Server.prototype.emit = function (event, request, response) {
  if (event === "request") {
    const rejection = rejectionOf(request);
    if (rejection) {
      const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff", connection: "close" };
      response.writeHead(rejection[0], headers).end(rejection[1]);
      return true;
    }
  }
  if (event === "request" && !reads.includes(request.method)) respondWhenSaved(response);
  return emit.apply(this, arguments);
};

// 4. Damage. A database file ends with a line that has its checksum; files that Azurite wrote by itself have none.
const files = Loki.persistenceAdapters.fs.prototype;
const { loadDatabase: readFile, saveDatabase: writeFile } = files;
const checksum = (text) => `sha256 ${createHash("sha256").update(text).digest("hex")}`;
files.saveDatabase = function (path, text, callback) {
  return writeFile.call(this, path, `${text}\n${checksum(text)}`, callback);
};
files.loadDatabase = function (path, callback) {
  return readFile.call(this, path, (content) => {
    if (typeof content !== "string") return callback(content);
    const end = content.lastIndexOf("\n");
    if (end < 0) return callback(verifyJson(path, content));
    const text = content.slice(0, end);
    if (content.slice(end + 1) !== checksum(text)) reject(path, "its checksum does not match");
    return callback(text);
  });
};

function verifyJson(path, text) {
  try {
    JSON.parse(text);
  } catch (error) {
    reject(path, error.message);
  }
  return text;
}

function reject(path, reason) {
  console.error(`The file '${path}' is damaged: ${reason}. Restore it from a backup, or delete Azurite's folder with all dead letters.`);
  process.exit(1);
}
