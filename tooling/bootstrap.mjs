// Brings Node and pnpm into the clone, installs, builds and runs. Works on any Node from 16 on, with nothing installed.
//   start [arguments]   the demonstration
//   test [arguments]    the everyday suite, handed on to vitest
//   exec COMMAND …      any command with the clone's Node and pnpm

import { fail, root, runToEnd, runToolStep } from "./bootstrap/src/run.mjs";
import { runTests } from "./bootstrap/src/run-tests.mjs";
import { bringTools } from "./bootstrap/src/tools.mjs";
import { inTurn } from "./bootstrap/src/turn.mjs";
import { buildInputs, manifests, unlessUnchanged } from "./bootstrap/src/unchanged.mjs";

function install() {
  bringTools();
  unlessUnchanged("installed", manifests(root), () => {
    runToolStep("installing packages", ["install", "--frozen-lockfile"]);
  });
}

function installAndBuild() {
  install();
  unlessUnchanged("built", buildInputs(root), () => {
    runToolStep("building", ["exec", "turbo", "run", "build:js", "--output-logs=errors-only"]);
  });
}

const [verb, ...args] = process.argv.slice(2);
switch (verb) {
  case "start":
    await inTurn(installAndBuild);
    process.exitCode = await runToEnd("node", ["apps/cli/bin/run.js", "demo", ...args]);
    break;
  case "test":
    await inTurn(installAndBuild);
    process.exitCode = await runTests(args);
    break;
  case "exec":
    if (args.length === 0) fail("exec needs a command");
    await inTurn(install);
    process.exitCode = await runToEnd(args[0], args.slice(1));
    break;
  default:
    fail("usage: bootstrap.mjs start|test|exec [arguments]");
}
