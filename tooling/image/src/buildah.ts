import { execFileSync, type StdioOptions, spawnSync } from "node:child_process";

/** buildah without an engine, a daemon or namespaces of its own. */
const common = ["--storage-driver", "vfs"];

/** @throws Error when buildah ends with another code than 0 */
export function buildah(args: readonly string[], stdio: StdioOptions = ["ignore", "pipe", "inherit"]): string {
  const said = execFileSync("buildah", [...common, ...args], { encoding: "utf8", stdio, maxBuffer: 100_000_000 });
  return (said ?? "").trim();
}

/** Arguments that run a command in a container as the image's user, with folders of the machine bound into it. */
export function runArguments(
  container: string,
  options: { readonly env: Readonly<Record<string, string>>; readonly volumes: Readonly<Record<string, string>> },
): readonly string[] {
  return [
    ...common,
    "run",
    "--isolation=chroot",
    // A file of hosts that is bound into it stays as it is.
    ...(Object.values(options.volumes).some((to) => to.startsWith("/etc/hosts")) ? ["--no-hosts"] : []),
    ...Object.entries(options.volumes).map(([from, to]) => `--volume=${from}:${to}`),
    ...Object.entries(options.env).map(([name, value]) => `--env=${name}=${value}`),
    container,
    "--",
  ];
}

/** Why the image cannot be built on this machine; `undefined` when it can. */
export function missing(): string | undefined {
  if (process.getuid?.() !== 0) return "it needs root";
  return ["buildah", "debootstrap"].find((tool) => spawnSync(tool, ["--version"]).error);
}
