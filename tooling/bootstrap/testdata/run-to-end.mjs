// Hands its arguments to runToEnd, as bootstrap.mjs does, and ends with the exit code it gives.
import { runToEnd } from "../src/run.mjs";

process.exitCode = await runToEnd(process.execPath, process.argv.slice(2));
