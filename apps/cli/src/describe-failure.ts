import { stripVTControlCharacters } from "node:util";
import { InferShieldError } from "@infershield/core";
import { CLIError } from "@oclif/core/errors";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import { flagMeant } from "./flag-meant.ts";
import { printable } from "./printable.ts";
import { withReason } from "./system-reason.ts";

/** A failure as a person and a program see it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  readonly exitCode: ExitCode;
}

const policyHint = "Correct the file; docs/policy.md shows what a policy file holds.";

/** What to do next for codes whose package gives no hint of its own. */
const hints: Readonly<Record<string, string>> = {
  ACCESS_DENIED: "Run the same login again and approve it, or ask who denied it.",
  AUDIT_UNAVAILABLE: "Check that the disk has room and the audit folder is writable, then try again.",
  EXPIRED_TOKEN: "Run the same login again and enter the code before it expires.",
  HOME_NOT_PRIVATE:
    "Make the folder yours alone: chown and chmod 700 (files 600), or set INFERSHIELD_HOME to another folder.",
  IDENTITY_CORRUPT: "Restore the file from a backup; nothing was overwritten.",
  KEYSET_CORRUPT: "Restore tokens.json from a backup; nothing was overwritten.",
  AUTH: "A stored value was altered. Restore tokens.json from a backup, or log in again.",
  DUPLICATE_LAYER: policyHint,
  BROKEN: "Run: infershield audit verify",
  INSECURE_BIND: "Listen on 127.0.0.1, or see docs/deployment.md for how others reach the proxy.",
  INVALID_CONFIG: "Correct the setting (docs/configuration.md lists them all), then run: infershield config validate",
  INVALID_POLICY: policyHint,
  INVALID_KEY: "Print the right one where the trail was made: infershield audit pubkey",
  LAYER_ORDER: policyHint,
  KEY_IN_USE: "Run: infershield keys reencrypt",
  NO_LOG: "The trail begins with the first login, token or request; name its folder if it lies elsewhere.",
  NO_MASTER_KEY: "Set INFERSHIELD_MASTER_KEY or INFERSHIELD_MASTER_KEY_FILE to the key the tokens were sealed with.",
  PORT_IN_USE: "Choose another port with --port, or stop what listens there.",
  SCANNER_MALFORMED: "Check that FIREWALL_ENDPOINT is the address of a detection service.",
  SCANNER_TIMEOUT: "See what keeps the detection service busy, or give it longer: INFERSHIELD_LIMITS_SCAN_MS.",
  SCANNER_UNAVAILABLE: "Check that the detection service runs, or unset FIREWALL_ENDPOINT.",
  SERVER_ERROR: "The provider failed; try again in a minute.",
  LAST_OWNER: "Make somebody else an owner first: infershield admin change-user --role owner EMAIL",
  TEAM_EXISTS: "Choose another id; infershield admin list-teams shows which are there.",
  USER_EXISTS: "See infershield admin list-users; for one more device of that person: infershield admin invite EMAIL",
  STORE_CORRUPT: "Restore tokens.json from a backup; the damaged file was kept aside and nothing was overwritten.",
  STORE_FULL: "Free some disk space and try again; nothing was lost.",
  STORE_LOCKED: "Another InferShield process holds the home for too long; try again, or stop that process.",
  STORE_UNAVAILABLE: "Check that the home folder exists and can be read and written, then try again.",
  UNKNOWN_PROVIDER: "Run `infershield auth login --help` for the known providers, or define one in infershield.yaml.",
  UNREACHABLE: "Check the network and the provider's address, then try again.",
  UNTRUSTED_URI:
    "The provider answered with an address that is not its own. Do not continue; check the issuer you configured.",
  WRONG_MASTER_KEY:
    "Use the key this home was sealed with (INFERSHIELD_MASTER_KEY, or master.key in the home); nothing was changed.",
};

/**
 * Gives every error a code, one line of what happened, one line of what to do, and an exit code. No stack, no secret.
 *
 * @param command - The command that failed, as a person writes it.
 */
export function describeFailure(error: unknown, command?: string): Failure {
  const help = `Run: infershield ${command ? `${command} ` : ""}--help`;
  if (error instanceof InferShieldError) {
    const hint = error.hint ?? hints[error.code] ?? help;
    const message = oneLine(withReason(error.message, error.cause));
    return { code: error.code, message, hint: oneLine(hint), exitCode: exitCodeOf(error.code) };
  }
  if (error instanceof CLIError) {
    const hint = [flagMeant(error), help].filter((part) => part !== undefined).join(" ");
    return { code: "INVALID_USAGE", message: describeUsage(error.message), hint, exitCode: 2 };
  }
  if (isAbort(error)) {
    return { code: "CANCELLED", message: "Cancelled.", hint: "Nothing was changed.", exitCode: 1 };
  }
  return {
    code: "UNEXPECTED",
    message: `Something unexpected failed (${error instanceof Error ? error.name : typeof error}).`,
    hint: "Set INFERSHIELD_LOG_LEVEL=debug to see the details, and please report it.",
    exitCode: 1,
  };
}

/** oclif adds `Parsing --flag` before and `See more help` after the message of a flag's own parser, ours included. */
function oneLine(message: string): string {
  const lines = stripVTControlCharacters(message)
    .replace(/^Parsing (--\S+) \n\t/, "$1: ")
    .replace(/\nSee more help with --help$/, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return printable(lines.join(" "));
}

/** oclif lists missing arguments and broken rules one a line, some as `name  description`; flags it names without their dashes. */
function describeUsage(message: string): string {
  const missing = /^Missing \d+ required args?:\n([\s\S]*)$/.exec(stripVTControlCharacters(message));
  if (missing === null) {
    const said = oneLine(message)
      .replace(/^The following errors? occurred: /, "")
      .replace(/^Nonexistent flags?: /, "There is no flag ")
      .replace(/^Missing required flag (?=\w)/, "Missing: --")
      .replace(/^(--[\w-]+)=\S* cannot also be provided when using (--[\w-]+)\.?$/, "$1 and $2 exclude each other")
      .replace(/^All of the following must be provided when using (--[\w-]+): (.+?)\.?$/, "$1 needs $2");
    return said.endsWith(".") ? said : `${said}.`;
  }
  const names = [...(missing[1] ?? "").matchAll(/^(\S+) {2}/gm)].map(([, name = ""]) => name.toUpperCase());
  return `Missing: ${names.join(", ")}.`;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
