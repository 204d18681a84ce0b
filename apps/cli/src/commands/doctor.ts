import { BaseCommand } from "../base-command.ts";
import { counted } from "../counted.ts";
import { checkAccess } from "../doctor/access-checks.ts";
import { type Check, ok, toldOnce, warning } from "../doctor/check.ts";
import { checkHome } from "../doctor/home-checks.ts";
import { checkNetwork } from "../doctor/network-checks.ts";
import { checkCrashDumps, readLimits } from "../doctor/process-checks.ts";
import { checkScanner } from "../doctor/scanner-check.ts";

const marks = { ok: "✓", warning: "!", problem: "✗" } as const;

export default class Doctor extends BaseCommand {
  static override summary = "Find what is wrong with this set-up.";
  static override description =
    "Looks at configuration, home, keys, audit trail, credentials, detectors, port, providers, clock and crash dumps; changes nothing. Asks only providers in use, without a credential. Exit code 1 when there is a problem.";
  static override examples = ["<%= config.bin %> <%= command.id %>", "<%= config.bin %> <%= command.id %> --json"];

  async run(): Promise<{ readonly problems: number; readonly checks: readonly Check[] }> {
    const { flags } = await this.parse(Doctor);
    const config = await this.loadConfig(flags.config);
    const checks = toldOnce([
      ok("program", `${this.config.version} on Node ${process.versions.node}, ${process.platform}`),
      config.warnings.length === 0
        ? ok("configuration", "is valid")
        : warning("configuration", config.warnings.join(" "), "Correct or remove these variables."),
      ...(await checkHome(config)),
      ...(await checkAccess(config)),
      await checkScanner(config),
      ...(await checkNetwork(config)),
      checkCrashDumps(await readLimits()),
    ]);
    for (const { name, status, message, hint } of checks) {
      this.log(`${marks[status]} ${name}: ${message}`);
      if (hint !== undefined) this.log(`    ${hint}`);
    }
    const problems = checks.filter(({ status }) => status === "problem").length;
    this.log(problems === 0 ? "\nNo problem found." : `\n${counted(problems, "problem")} found.`);
    if (problems > 0) process.exitCode = 1;
    return { problems, checks };
  }
}
