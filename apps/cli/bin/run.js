#!/usr/bin/env node
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

// Plain JavaScript without further imports above the check: an old Node must get a sentence, not a stack trace.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const supported = (major === 22 && minor >= 19) || (major === 24 && minor >= 11) || major >= 26;

if (!supported) {
  process.stderr.write(
    `ERROR: InferShield needs Node 22.19 or later, 24.11 or later, or 26; this is Node ${process.versions.node}. [UNSUPPORTED_NODE]\n` +
      "Install a supported Node (https://nodejs.org) and run the command again.\n",
  );
  process.exitCode = 1;
} else if (process.platform === "win32") {
  process.stderr.write(
    "ERROR: InferShield runs on Linux and macOS. [UNSUPPORTED_PLATFORM]\nOn Windows, run it inside WSL.\n",
  );
  process.exitCode = 1;
} else if (process.argv.length === 3 && process.argv[2] === "--version") {
  // Answered before anything is loaded: scripts and editors ask for it often.
  const { name, version } = createRequire(import.meta.url)("../package.json");
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  // A container may run as a user that no file knows, and oclif asks for that user's shell unless it is named.
  process.env.SHELL ??= "/bin/sh";
  const { runCli } = await import("../dist/index.js");
  await runCli(process.argv.slice(2), fileURLToPath(new URL("..", import.meta.url)));
}
