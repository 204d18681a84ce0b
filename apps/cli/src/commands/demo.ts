import { join } from "node:path";
import { verifyAuditLog } from "@infershield/audit";
import { localUser } from "@infershield/core";
import type { DeviceAuthorization } from "@infershield/device-flow";
import { Flags } from "@oclif/core";
import { jsonLoginView, type LoginView, textLoginView } from "../auth/login-view.ts";
import { openBrowser } from "../auth/open-browser.ts";
import { signIn } from "../auth/sign-in.ts";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import { createToken } from "../create-token.ts";
import { type DemoWorld, demoProvider, openDemoWorld } from "../demo/demo-world.ts";
import { type DemoAnswer, demoRequests, sendDemoRequest } from "../demo/requests.ts";
import { untilSignal } from "../until-signal.ts";

export default class Demo extends BaseCommand {
  static override summary = "See it work: a sign-in, three requests and their verdicts, all on this machine.";
  static override description =
    "Starts a sandbox provider (a real RFC 8628 authorization server and a small model API) and the proxy on loopback, in a temporary home. Your own home is not touched.";
  static override examples = [
    { description: "Run it and leave the proxy serving", command: "<%= config.bin %> <%= command.id %>" },
    {
      description: "Approve the code yourself in a browser",
      command: "<%= config.bin %> <%= command.id %> --interactive",
    },
    { description: "Run it once and exit", command: "<%= config.bin %> <%= command.id %> --once" },
  ];
  static override flags = {
    once: Flags.boolean({ description: "use free ports and exit at the end" }),
    interactive: Flags.boolean({ description: "wait for you to approve the code in a browser" }),
    port: Flags.integer({ description: "port of the proxy", default: 8000, min: 0, max: 65_535 }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const world = await openDemoWorld({ port: flags.once ? 0 : flags.port });
    try {
      const token = await this.#play(world, { interactive: flags.interactive });
      if (!flags.once) await this.#serve(world, token);
    } finally {
      await world.close();
    }
  }

  /** The story: sign in, three requests, the audit trail. Gives the token that the requests used. */
  async #play(world: DemoWorld, options: { readonly interactive: boolean }): Promise<string> {
    this.log("InferShield demo. Everything runs on this machine, in a temporary home.\n");
    this.log(`1. Sign in to the sandbox provider (${world.sandbox.issuer})`);
    const record = await signIn(
      world.instance,
      { provider: demoProvider, userId: localUser, account: "default" },
      this.#view(world, options),
    );
    this.log(
      `✓ Authenticated as ${record.displayName ?? record.account}; the tokens are sealed in ${world.config.tokenFile}\n`,
    );
    const { token } = await createToken(world.instance, { name: "demo", userId: localUser, providers: [demoProvider] });

    this.log(`2. Three requests through the proxy (${world.proxy.url})`);
    for (const { title, prompt } of demoRequests()) {
      const answer = await sendDemoRequest({ proxyUrl: world.proxy.url, token: token.reveal(), prompt });
      this.#printAnswer(title, answer);
    }

    this.log("\n3. The audit trail");
    await world.instance.audit.flush();
    const { keyring } = world.instance;
    const directory = join(world.config.homePath, "audit");
    const result = await verifyAuditLog({ directory, auditKey: keyring.audit, publicKey: keyring.signer.publicKey });
    if (!result.ok) throw new CliError("AUDIT_BROKEN", `The audit trail is broken at record ${result.firstBad.seq}.`);
    this.log(`audit verified: ${result.records} records`);
    if (this.jsonEnabled()) this.printEvent({ event: "audit", ok: true, records: result.records });
    return token.reveal();
  }

  #view(world: DemoWorld, { interactive }: { readonly interactive: boolean }): LoginView {
    const view = this.jsonEnabled()
      ? jsonLoginView((event) => this.printEvent(event))
      : textLoginView({ out: (line) => this.log(line), err: process.stderr, qr: false });
    const code = (authorization: DeviceAuthorization): void => {
      view.code(authorization);
      if (interactive) {
        this.log("Open that address, enter the code and approve.");
        if (process.stdout.isTTY) openBrowser(authorization.verificationUri);
        return;
      }
      this.log("(The demo now approves its own code. To do it yourself: npm start -- --interactive)");
      void world.sandbox.approve(authorization.userCode);
    };
    return { ...view, code };
  }

  #printAnswer(title: string, answer: DemoAnswer): void {
    if (this.jsonEnabled()) {
      this.printEvent({
        event: "verdict",
        request: title,
        verdict: answer.verdict,
        risk_score: answer.riskScore,
        status: answer.status,
      });
      return;
    }
    const text = answer.text.replaceAll(/\s+/g, " ").slice(0, 100);
    this.log(
      `${answer.verdict.padEnd(7)} risk ${String(answer.riskScore).padStart(3)}  HTTP ${answer.status}  ${title}\n        ↳ ${text}`,
    );
  }

  async #serve(world: DemoWorld, token: string): Promise<void> {
    this.log(`\nThe proxy keeps serving on ${world.proxy.url} until Ctrl-C. Try it from another terminal:`);
    const body = '{"model":"sandbox-1","messages":[{"role":"user","content":"hello"}]}';
    this.log(
      `  curl ${world.proxy.url}/v1/chat/completions -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '${body}'`,
    );
    await untilSignal();
  }
}
