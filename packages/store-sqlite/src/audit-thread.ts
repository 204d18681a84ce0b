import { parentPort, workerData } from "node:worker_threads";
import BetterSqlite3 from "better-sqlite3";
import { runOrder } from "./audit-orders.ts";

// The program of the thread that `audit-writer.ts` starts: it waits for the disk, so that the event loop need not. It imports next to
// nothing, since every command that records something starts it. The file was checked by whoever opened the log.

/** Waiting for other writers stops nobody but this thread. */
const busyMs = 10_000;

const { path, schema }: { readonly path: string; readonly schema: number } = workerData;
const connection = new BetterSqlite3(path, { fileMustExist: true, timeout: busyMs });
connection.pragma("trusted_schema = OFF");
connection.pragma("synchronous = FULL");

parentPort?.on("message", (order: unknown) => {
  if (order === "close") {
    connection.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(runOrder(connection, order, schema));
});
