import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canWrite, root, say, toolsFolder } from "./run.mjs";

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function take(turn) {
  try {
    writeFileSync(turn, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  }
}

/** Runs `prepare` while no other bootstrap prepares the same clone; one that died leaves its turn to the next. */
export async function inTurn(prepare) {
  if (canWrite(root)) mkdirSync(toolsFolder, { recursive: true });
  // Nobody can prepare a clone that is read-only: all must be there already.
  if (!canWrite(toolsFolder)) return prepare();
  const turn = join(toolsFolder, "turn");
  for (let waited = false; !take(turn); waited = true) {
    const holder = existsSync(turn) ? Number(readFileSync(turn, "utf8")) : 0;
    if (holder > 0 && !alive(holder)) rmSync(turn, { force: true });
    else if (!waited) say(`waiting for process ${holder}, which prepares this clone …`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const leave = () => rmSync(turn, { force: true });
  process.once("exit", leave);
  prepare();
  process.off("exit", leave);
  leave();
}
