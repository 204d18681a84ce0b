import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeFolder, compositions } from "./compose.ts";

const variables = {
  INFERSHIELD_ALLOWED_HOSTS: "infershield.example.com",
  INFERSHIELD_PUBLIC_URL: "https://infershield.example.com",
  INFERSHIELD_FIREWALL_TOKEN: "shared",
};

/** The compose there is: `docker compose`, or the older program of Debian. */
function composeProgram(): readonly string[] | undefined {
  const programs = [["docker", "compose"], ["docker-compose"]];
  return programs.find(([command = "", ...args]) => spawnSync(command, [...args, "version"]).status === 0);
}

/** Lets compose itself read the files, in each way in which they are put together; it needs no engine for that. */
export function lintCompose(): void {
  const program = composeProgram();
  if (program === undefined) {
    console.log("SKIPPED: compose did not read the compose files; neither docker compose nor docker-compose is here.");
    return;
  }
  const [command = "", ...args] = program;
  const folder = mkdtempSync(join(tmpdir(), "infershield-compose-"));
  try {
    for (const file of readdirSync(composeFolder)) copyFileSync(join(composeFolder, file), join(folder, file));
    const base = join(folder, "single-user.yaml");
    // The older program does not know this key yet; its own schema is that of the specification before it.
    if (args.length === 0) writeFileSync(base, readFileSync(base, "utf8").replace(/^name:.*\n/m, ""));
    for (const files of compositions) {
      const { status, stderr } = spawnSync(command, [...args, ...files.flatMap((file) => ["-f", file]), "config"], {
        cwd: folder,
        env: { ...process.env, ...variables },
        encoding: "utf8",
      });
      if (status !== 0) throw new Error(`${program.join(" ")} refuses ${files.join(" + ")}:\n${stderr}`);
      console.log(`  ${program.join(" ")} takes ${files.join(" + ")}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
