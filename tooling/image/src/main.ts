import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBaseImage } from "./base-image.ts";
import { buildah, missing } from "./buildah.ts";
import { lintChart } from "./lint-chart.ts";
import { lintCompose } from "./lint-compose.ts";
import { useCompose } from "./use-compose.ts";
import { useImage } from "./use-image.ts";

// `pnpm test:image`: reads the compose files and the chart with the programs there are for it, builds deploy/Dockerfile from what is
// committed, and uses the image as a person would: alone, and as the compose files do.

const root = join(import.meta.dirname, "../../..");
const cache = join(root, ".installation");

/** What is committed, without whatever else lies in the clone. */
function committed(folder: string): string {
  const source = join(folder, "source");
  mkdirSync(source);
  execFileSync("sh", ["-c", `git -C "$1" archive HEAD | tar -x -C "$2"`, "sh", root, source]);
  return source;
}

mkdirSync(cache, { recursive: true });
console.log("reading the compose files and the chart …");
lintCompose();
lintChart(cache);
const lacking = missing();
if (lacking !== undefined) {
  console.log(`SKIPPED: the image was not built; ${lacking} is missing or needed.`);
} else {
  const folder = mkdtempSync(join(tmpdir(), "infershield-image-"));
  try {
    console.log("making the base image …");
    const base = makeBaseImage(cache);
    console.log("building deploy/Dockerfile …");
    const source = committed(folder);
    const build = [
      "bud",
      "--isolation=chroot",
      `--build-arg=BASE=${base}`,
      "--file",
      join(source, "deploy/Dockerfile"),
    ];
    const started = performance.now();
    buildah([...build, "--tag", "localhost/infershield-test", source], ["ignore", "inherit", "inherit"]);
    console.log(`built in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
    console.log("using the image …");
    await useImage("localhost/infershield-test", folder);
    console.log("using it as single-user.yaml and detection.yaml do …");
    await useCompose("localhost/infershield-test", folder);
    console.log("passed");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
