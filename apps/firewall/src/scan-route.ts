import { defaultTenant, promptRoles } from "@infershield/core";
import type { ThreatScanner } from "@infershield/threat-client";
import type { Handler } from "hono";
import { z } from "zod";
import { readJson, shapeOf } from "./read-json.ts";

const mostParts = 50_000;
const name = z.string().max(1_000);

/** Body of `POST /v1/scan`. Unknown members are errors: a misspelt one would be text that nobody scans. */
const scanRequest = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        id: name,
        role: z.enum(promptRoles),
        path: z.string(),
        text: z.string(),
        tool: name.optional(),
      }),
    )
    .max(mostParts),
  session: name.optional(),
});

/** `POST /v1/scan`: what the proxy asks. */
export function scanRoute(scanner: ThreatScanner, { bodyBytes }: { readonly bodyBytes: number }): Handler {
  return async ({ req, json }) => {
    const { parts, session } = shapeOf(await readJson(req, bodyBytes), scanRequest);
    // The path leads back to the part, whatever two parts call themselves.
    const findings = await scanner.scan(
      parts.map(({ role, text, tool }, index) => ({
        role,
        text,
        path: String(index),
        ...(tool !== undefined && { tool }),
      })),
      { tenant: defaultTenant, signal: req.raw.signal, ...(session !== undefined && { session }) },
    );
    return json({
      detector_version: scanner.version,
      findings: findings.map(({ path, rule, category, severity, start, end, view, score, explanation }) => ({
        part: parts[Number(path)]?.id,
        rule,
        category,
        severity,
        start,
        end,
        view,
        score,
        explanation,
      })),
    });
  };
}
