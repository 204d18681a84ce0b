import {
  type DecidedFinding,
  defaultTenant,
  localUser,
  type PromptPart,
  type System,
  type TextEdit,
  type Verdict,
} from "@infershield/core";
import type { Policies } from "@infershield/instance";
import { type JsonDocument, readPrompt } from "@infershield/llm-wire";
import { decideVerdict, type Policy } from "@infershield/policy";
import type { ThreatScanner } from "@infershield/threat-client";
import { maskValue, type Placeholders, planEdits } from "@infershield/threat-engine";
import type { Handler } from "hono";
import type { Logger } from "pino";
import { z } from "zod";
import { FirewallError } from "./firewall-error.ts";
import { readJson, shapeOf } from "./read-json.ts";

/** Body of `POST /api/analyze`; what else a client sends is not looked at. */
const analyzeRequest = z.looseObject({
  prompt: z.string().optional(),
  messages: z.array(z.unknown()).optional(),
  agent_id: z.string().max(200).nullish(),
});

/** What `POST /api/analyze` is done with. */
export interface AnalyzeOptions {
  readonly scanner: ThreatScanner;
  readonly policies: Pick<Policies, "of" | "refresh">;
  readonly bodyBytes: number;
  readonly logger: Logger;
  readonly system: Pick<System, "now" | "monotonic">;
  /** Makes the id under which an analysis is logged. */
  readonly logId: () => string;
}

/** `POST /api/analyze`: one prompt, or the messages of a chat, with the verdict of the policy; for clients of the original product. */
export function analyzeRoute({ scanner, policies, bodyBytes, logger, system, logId }: AnalyzeOptions): Handler {
  return async ({ req, json }) => {
    const startedAt = system.monotonic();
    const document = await readJson(req, bodyBytes);
    const body = shapeOf(document, analyzeRequest);
    const parts = partsOf(document, body);
    const findings = await scanner.scan(parts, { tenant: defaultTenant, signal: req.raw.signal });
    const verdict = decideVerdict(findings, await policyNow(policies, logger), "request", { now: system.now() });
    const threats = verdict.decided.filter(({ action }) => action !== "allow" && action !== "log");
    const status = statusOf(verdict, threats);
    const id = logId();
    const rules = [...new Set(threats.map(({ finding }) => finding.rule))];
    logger.info({ logId: id, status, riskScore: verdict.riskScore, rules }, "analyzed");
    const places = placesOf(parts);
    return json({
      success: true,
      status,
      threat_detected: threats.length > 0,
      risk_score: verdict.riskScore,
      threats: threats.map(({ finding }) => ({
        type: finding.category,
        severity: finding.severity,
        pattern: finding.rule,
        matched_text: null,
        position: (places.get(finding.path) ?? 0) + finding.start,
      })),
      redacted_prompt: redacted(parts, threats),
      metadata: {
        scanned_at: new Date(system.now()).toISOString(),
        scan_duration_ms: Math.round(system.monotonic() - startedAt),
        agent_id: body.agent_id ?? null,
        log_id: id,
      },
    });
  };
}

/** The policy of nobody in particular, as its files are now. */
async function policyNow(policies: AnalyzeOptions["policies"], logger: Logger): Promise<Policy> {
  const change = await policies.refresh();
  if (change?.kind === "refused")
    logger.error({ err: change.error }, "the policy files are not valid: the last valid policy stays");
  return policies.of({ userId: localUser });
}

function partsOf(document: JsonDocument, { prompt, messages }: z.output<typeof analyzeRequest>): readonly PromptPart[] {
  if ((prompt === undefined) === (messages === undefined)) {
    throw new FirewallError("INVALID_REQUEST", "Send either prompt, a text, or messages, those of a chat.");
  }
  if (prompt !== undefined) return [{ role: "user", path: "/prompt", text: prompt }];
  return readPrompt("chat_completions", document).parts.filter(({ path }) => path.startsWith("/messages/"));
}

function statusOf({ action }: Verdict, threats: readonly DecidedFinding[]): "allowed" | "warning" | "blocked" {
  if (action === "block") return "blocked";
  return threats.length > 0 ? "warning" : "allowed";
}

/** Where each part begins in the text of all of them, a line break between two. */
function placesOf(parts: readonly PromptPart[]): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  let at = 0;
  for (const { path, text } of parts) {
    places.set(path, at);
    at += text.length + 1;
  }
  return places;
}

/** Names the kind of what was taken out: nobody could put it back. */
const kinds: Placeholders = {
  placeholderFor: (rule) => maskValue("", { strategy: "token", rule }),
  original: () => undefined,
  size: 0,
};

function redacted(parts: readonly PromptPart[], threats: readonly DecidedFinding[]): string {
  const edits = Map.groupBy(planEdits(parts, threats, kinds), ({ path }) => path);
  return parts.map(({ path, text }) => edited(text, edits.get(path) ?? [])).join("\n");
}

function edited(text: string, edits: readonly TextEdit[]): string {
  let at = 0;
  let result = "";
  for (const { start, end, replacement } of edits) {
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}
