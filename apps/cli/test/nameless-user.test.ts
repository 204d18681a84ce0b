import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "./run-cli.ts";

/** What Node does for a user that is not in /etc/passwd. */
const nameless = `import os from "node:os"; import { syncBuiltinESMExports } from "node:module";
os.userInfo = () => { throw new Error("uv_os_get_passwd returned ENOENT"); }; syncBuiltinESMExports();`;

test("a user that the system does not know, as containers have them, is served like any other", async () => {
  const home = await mkdtemp(join(tmpdir(), "infershield-nameless-"));
  onTestFinished(() => rm(home, { recursive: true }));
  const preload = `--import=data:text/javascript,${encodeURIComponent(nameless)}`;
  const { code, stdout } = await runCli(["auth", "status"], { HOME: home, NODE_OPTIONS: preload });
  expect([code, stdout]).toEqual([0, "Not logged in. Next: infershield auth login\n"]);
});
