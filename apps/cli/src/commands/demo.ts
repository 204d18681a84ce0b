import { once } from "node:events";
import { localUser } from "@infershield/core";
import type { DeviceAuthorization } from "@infershield/device-flow";
import * as Flags from "@oclif/core/flags";
import { checkAudit } from "../audit/check-audit.ts";
import { jsonLoginView, type LoginView, textLoginView } from "../auth/login-view.ts";
import { openBrowser } from "../auth/open-browser.ts";
import { signIn } from "../auth/sign-in.ts";
import { BaseCommand } from "../base-command.ts";
import { CliError } from "../cli-error.ts";
import { counted } from "../counted.ts";
import { createToken } from "../create-token.ts";
import { type DemoWorld, demoProvider, openDemoWorld } from "../demo/demo-world.ts";
import { type DemoAnswer, type DemoCaller, demoRequests, lastUserText, sendDemoRequest } from "../demo/requests.ts";
import { interruptible } from "../interruptible.ts";

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
    const world = await openDemoWorld();
    try {
      await interruptible(async (signal) => {
        await this.#signIn(world, { interactive: flags.interactive, signal });
        const proxy = await world.startProxy(flags.once ? 0 : flags.port);
        const { token } = await createToken(world.instance, {
          name: "demo",
          userId: localUser,
          providers: [demoProvider],
        });
        const caller = { proxyUrl: proxy.url, token: token.reveal() };
        await this.#sendRequests(world, caller);
        await this.#verifyAudit(world);
        if (!flags.once) await this.#serve(caller, signal);
      });
    } finally {
      await world.close();
    }
  }

  async #signIn(
    world: DemoWorld,
    options: { readonly interactive: boolean; readonly signal: AbortSignal },
  ): Promise<void> {
    this.log("InferShield demo. Everything runs on this machine, in a temporary home.\n");
    this.log(`1. Sign in to the sandbox provider (${world.sandbox.issuer})`);
    const request = { provider: demoProvider, userId: localUser, account: "default", signal: options.signal };
    const record = await signIn(world.instance, request, this.#view(world, options));
    this.log(
      `✓ Authenticated as ${record.displayName ?? record.account}; the tokens are sealed in ${world.config.tokenFile}`,
    );
  }

  async #sendRequests({ sandbox }: DemoWorld, caller: DemoCaller): Promise<void> {
    this.log(`\n2. Three requests through the proxy (${caller.proxyUrl})`);
    for (const { title, prompt, secret } of demoRequests()) {
      const before = sandbox.requests().length;
      const answer = await sendDemoRequest(caller, prompt);
      const mask = (text: string): string => (secret ? text.replaceAll(secret, "[your key, put back]") : text);
      this.#printAnswer(title, { ...answer, text: mask(answer.text) }, lastUserText(sandbox.requests()[before]?.body));
    }
  }

  async #verifyAudit({ instance, config }: DemoWorld): Promise<void> {
    this.log("\n3. The audit trail");
    await instance.audit.flush();
    const result = await checkAudit(config, {}, () => undefined);
    if (!result.ok) throw new CliError("AUDIT_BROKEN", `The audit trail is broken at record ${result.firstBad.seq}.`);
    this.log(`audit verified: ${counted(result.records, "record")}`);
    if (this.jsonEnabled()) this.printEvent({ event: "audit", ok: true, records: result.records });
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
      const again =
        process.env["npm_lifecycle_event"] === "start"
          ? "npm start -- --interactive"
          : "infershield demo --interactive";
      this.log(`(The demo now approves its own code. To do it yourself: ${again})`);
      void world.sandbox.approve(authorization.userCode);
    };
    return { ...view, code };
  }

  #printAnswer(title: string, answer: DemoAnswer, seenByProvider: string | undefined): void {
    const { verdict, riskScore, status, text } = answer;
    if (this.jsonEnabled())
      this.printEvent({ event: "verdict", request: title, verdict, risk_score: riskScore, status });
    this.log(`${verdict.padEnd(7)} risk ${String(riskScore).padStart(3)}  HTTP ${status}  ${title}`);
    this.log(`        the provider saw: ${seenByProvider === undefined ? "nothing" : oneLine(seenByProvider)}`);
    this.log(`        the tool got:     ${oneLine(text)}`);
  }

  async #serve({ proxyUrl, token }: DemoCaller, signal: AbortSignal): Promise<void> {
    if (this.jsonEnabled()) this.printEvent({ event: "listening", url: proxyUrl, token });
    this.log(`\nThe proxy keeps serving on ${proxyUrl} until Ctrl-C. Try it from another terminal:`);
    const body = '{"model":"sandbox-1","messages":[{"role":"user","content":"hello"}]}';
    this.log(
      `  curl ${proxyUrl}/v1/chat/completions -H "Authorization: Bearer ${token}" -H "Content-Type: application/json" -d '${body}'`,
    );
    if (!signal.aborted) await once(signal, "abort");
  }
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 110 ? `${line.slice(0, 109)}…` : line;
}
