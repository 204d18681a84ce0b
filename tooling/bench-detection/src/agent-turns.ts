import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, PromptPart, PromptRole } from "@infershield/core";
import { type BodyShape, parseStrictJson, readPrompt } from "@infershield/llm-wire";
import { builtInPolicy, decideVerdict } from "@infershield/policy";
import { attacks, engine, highest, readRows } from "./rows.ts";

const policy = builtInPolicy({ riskThreshold: 80 });
const requests = 1_000;

/** What the built-in policy does about attacks among the findings; secrets and personal data are redacted, which stops nobody. */
function decide(findings: readonly Finding[]): "allow" | "neutralise" | "block" {
  const concerned = findings.filter(({ category }) => attacks.includes(category));
  const { action } = decideVerdict(concerned, policy, "request", { provider: "openai" });
  return action === "redact" ? "neutralise" : action;
}

/** A first turn of a real client, as `pnpm test:clients` recorded it. */
interface FirstTurn {
  readonly client: string;
  readonly bytes: number;
  readonly parts: readonly PromptPart[];
}

function shapeOf(target: string): BodyShape | undefined {
  if (target.includes("/chat/completions")) return "chat_completions";
  if (target.includes("/messages")) return "messages";
  if (target.includes("/responses")) return "responses";
  return target.includes("enerateContent") ? "generate_content" : undefined;
}

function firstTurns(root: string): readonly FirstTurn[] {
  return globSync("*.json", { cwd: join(root, ".clients/captures") })
    .sort()
    .flatMap((name) => {
      const { body, target } = JSON.parse(readFileSync(join(root, ".clients/captures", name), "utf8"));
      const shape = shapeOf(String(target));
      if (shape === undefined) return [];
      const { parts } = readPrompt(shape, parseStrictJson(Buffer.from(String(body))));
      return [{ client: name.replace(".json", ""), bytes: String(body).length, parts }];
    });
}

/** First turns of real clients, and whole requests made of them and of files, diffs and outputs of real projects. */
export function agentTurns(root: string, folder: string): void {
  const turns = existsSync(join(root, ".clients/captures")) ? firstTurns(root) : [];
  if (turns.length === 0) console.log("\nfirst turns of clients: skipped, `pnpm test:clients` has recorded none");
  else {
    const decided = turns.map(({ client, bytes, parts }) => {
      const findings = engine.scanParts(parts);
      return { client, bytes, action: decide(findings), top: highest(findings, attacks) };
    });
    console.log("\n| first turn | bytes | decided | highest score |\n|---|---|---|---|");
    for (const { client, bytes, action, top } of decided) console.log(`| ${client} | ${bytes} | ${action} | ${top} |`);
  }
  composed(turns, folder);
}

function composed(turns: readonly FirstTurn[], folder: string): void {
  const texts = [...readRows(folder, "train", "code_dev"), ...readRows(folder, "score", "code_dev_copyleft")].map(
    ({ text }) => text,
  );
  const role: PromptRole = "tool_result";
  // Parts are judged one by one, so each is scanned once, whatever requests it stands in.
  const found = texts.map((text) => engine.scanParts([{ role, path: "/part", text }]));
  const foundInTurns = turns.map(({ parts }) => engine.scanParts(parts));
  let state = 5;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
  const counts = { allow: 0, neutralise: 0, block: 0 };
  for (let request = 0; request < requests; request += 1) {
    const size = 12_288 + random() * 102_400;
    const turn = Math.floor(random() * turns.length);
    const findings = [...(foundInTurns[turn] ?? [])];
    for (let length = turns[turn]?.bytes ?? 0; length < size; ) {
      const index = Math.floor(random() * texts.length);
      length += (texts[index]?.length ?? 0) + 1;
      findings.push(...(found[index] ?? []));
    }
    counts[decide(findings)] += 1;
  }
  console.log(
    `\nof ${requests} requests of 12–112 KB made of a first turn and of benign files, diffs and outputs in tool results: ${counts.block} blocked, ${counts.neutralise} with a result neutralised`,
  );
}
