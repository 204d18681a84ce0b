import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./repository.ts";
import { terminalPicture } from "./terminal-picture.ts";

// `pnpm draw`: runs the demonstration and draws what it printed into docs/demo.svg.
const args = ["apps/cli/bin/run.js", "demo", "--once"];
const printed = execFileSync(process.execPath, args, {
  cwd: root,
  // It tells its reader how to see it again: as it was started.
  env: { ...process.env, npm_lifecycle_event: "start" },
  encoding: "utf8",
  stdio: ["ignore", "pipe", "ignore"],
});
const lines = stripVTControlCharacters(printed).trimEnd().split("\n");
writeFileSync(join(root, "docs/demo.svg"), terminalPicture(["$ npm start -- --once", ...lines]));
