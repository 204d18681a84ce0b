import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBaseImage } from "./base-image.ts";
import { buildah, missing } from "./buildah.ts";
import { useImage } from "./use-image.ts";

// `pnpm test:image`: builds deploy/Dockerfile from what is committed, and uses the image as a person would.

const root = join(import.meta.dirname, "../../..");
const cache = join(root, ".installation");

/** What is committed, without whatever else lies in the clone. */
function committed(folder: string): string {
  const source = join(folder, "source");
  mkdirSync(source);
  execFileSync("sh", ["-c", `git -C "$1" archive HEAD | tar -x -C "$2"`, "sh", root, source]);
  return source;
}

const lacking = missing();
if (lacking !== undefined) {
  console.log(`SKIPPED: the image was not built; ${lacking} is missing or needed.`);
} else {
  mkdirSync(cache, { recursive: true });
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
    await useImage("localhost/infershield-test", folder);
    console.log("passed");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
