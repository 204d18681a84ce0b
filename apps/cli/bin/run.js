#!/usr/bin/env node
// Plain JavaScript without imports above the check: an old Node must get a sentence, not a stack trace.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const supported = (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;

if (!supported) {
  process.stderr.write(
    `InferShield needs Node 22.19 or later, 24.11 or later, or 26; this is Node ${process.versions.node}. [UNSUPPORTED_NODE]\n` +
      "Install a supported Node (https://nodejs.org) and run the command again.\n",
  );
  process.exitCode = 1;
} else if (process.platform === "win32") {
  process.stderr.write("InferShield runs on Linux and macOS. [UNSUPPORTED_PLATFORM]\nOn Windows, run it inside WSL.\n");
  process.exitCode = 1;
} else {
  const { runCli } = await import("../dist/index.js");
  await runCli(process.argv.slice(2), import.meta.url);
}
