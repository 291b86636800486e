// Node.js loads this script before Azurite. The script stops Azurite when the stack ends, and makes Azurite's data durable.
import { createHash } from "node:crypto";
import { Server } from "node:http";
import Module, { createRequire } from "node:module";

// 0. Start. Replace two libraries that the stack does not use: the library for SQL databases (AZURITE_DB) and the library for usage
//    statistics (--disableTelemetry). Loading them takes a third of the CPU time at startup.
const unused = { sequelize: { Model: class {} }, applicationinsights: {} };
delete process.env.AZURITE_DB;
const { _load: load } = Module;
Module._load = function (request) {
  return Object.hasOwn(unused, request) ? unused[request] : load.apply(this, arguments);
};

// 1. Lifetime. The pipe on standard input closes when the stack ends, even after kill -9. Azurite then shuts down as after SIGTERM.
//    Output errors are ignored, because nothing reads the output anymore. Ctrl-C is ignored, because the terminal sends it to all
//    processes, and the stack stops Azurite.
const once = process.once;
process.once = function (name, listener) {
  return name === "SIGINT" ? this : once.call(this, name, listener);
};
process.on("SIGINT", () => {});
for (const output of [process.stdout, process.stderr]) output.on("error", () => {});
process.stdin.resume().on("end", () => process.emit("SIGTERM") || process.exit());

// 2. Durability. By default, Azurite saves its databases every five seconds, and a kill loses the writes since the last save. With
//    this script, the response to a write is sent after the database is saved. Loki combines the saves of concurrent requests.
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
      // Loki marks the collections as saved when the save begins, so mark them as unsaved again.
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

// 3. Pages on other sites. If a page's host name is rebound to 127.0.0.1, the browser sends this name in the Host header, which Azurite
//    would accept as an account name. For other pages, browsers send Origin or Sec-Fetch-Site. Other programs send neither header.
const reads = ["GET", "HEAD", "OPTIONS"];
const isLoopback = (host) => ["localhost", "127.0.0.1", "[::1]"].includes(host?.toLowerCase());
const isForeign = (origin) => origin !== undefined && !(URL.canParse(origin) && isLoopback(new URL(origin).hostname));

function rejectionOf({ method, headers }) {
  if (!isLoopback(headers.host?.replace(/:\d+$/, "")))
    return [400, "The Host header does not name this machine. Use localhost, 127.0.0.1 or [::1]."];
  const sites = reads.includes(method) ? ["cross-site"] : ["cross-site", "same-site"];
  return (!reads.includes(method) && isForeign(headers.origin)) || sites.includes(headers["sec-fetch-site"])
    ? [403, "The request is from a page of another site. Such requests are rejected."]
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

// 4. Damage. A database file ends with a line that contains its checksum. Files that Azurite wrote without this script have no checksum.
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
    if (content.slice(end + 1) !== checksum(text)) reject(path, "the checksum does not match");
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
  console.error(`The file '${path}' is damaged: ${reason}. Restore it from a backup, or delete Azurite's folder, which also deletes all `
    + 'dead letters.');
  process.exit(1);
}
