import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { root } from "./repository.ts";

// Runs every benchmark of the repository, one after the other: a second one at the same time would be measured too.
// A word on the command line runs only those whose path contains it.
const wanted = process.argv[2] ?? "";
const files = globSync("{packages,apps,tooling}/*/{src,test}/**/*.bench.ts", { cwd: root }).filter((file) =>
  file.includes(wanted),
);
for (const file of files.sort()) {
  console.log(`\n${file}`);
  const { status } = spawnSync(process.execPath, ["--conditions=@infershield/source", file], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exitCode = 1;
}
if (files.length === 0) {
  console.error(`No benchmark's path contains "${wanted}".`);
  process.exitCode = 1;
}
