import { homeArgument, killingFiles, operations, perform } from "./operations.ts";

/** node die-at-step.ts HOME OPERATION STEP: ends with 0 when the operation has fewer steps. */
const operation = operations.find((each) => each === process.argv[3]);
if (operation === undefined) throw new Error("Unknown operation.");
await perform(operation, await homeArgument(), killingFiles(Number(process.argv[4])));
