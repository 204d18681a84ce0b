import { text } from "node:stream/consumers";
import { work } from "./work.ts";

// node refresh-worker.ts: does what standard input orders, once everything is loaded, and prints its report.
const order = await text(process.stdin);
if (order !== "") process.stdout.write(JSON.stringify(await work(JSON.parse(order))));
