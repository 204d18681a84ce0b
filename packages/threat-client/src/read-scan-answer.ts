import { type Finding, findingCategories, type PromptPart, severities } from "@infershield/core";
import { malformed, objectOf } from "./malformed.ts";

/** What a detection service answered. */
export interface ScanAnswer {
  readonly detectorVersion: string;
  readonly findings: readonly Finding[];
}

const mostFindings = 100_000;

/**
 * Checks the answer of `POST /v1/scan` (contracts 4): `{detector_version, findings: [{part, rule, category, severity, start, end, view, score}]}`.
 * Every finding must lie inside the part it names.
 *
 * @param parts - those that were sent, under their index as id
 * @throws ThreatClientError `SCANNER_MALFORMED`
 */
export function readScanAnswer(value: unknown, parts: readonly PromptPart[]): ScanAnswer {
  const { detector_version: version, findings } = objectOf(value);
  if (typeof version !== "string" || version === "" || !Array.isArray(findings) || findings.length > mostFindings) {
    throw malformed("has no detector_version or no findings");
  }
  return { detectorVersion: version, findings: findings.map((finding) => readFinding(finding, parts)) };
}

function readFinding(value: unknown, parts: readonly PromptPart[]): Finding {
  const row = objectOf(value);
  const part =
    typeof row["part"] === "string" && /^\d{1,9}$/.test(row["part"]) ? parts[Number(row["part"])] : undefined;
  const category = findingCategories.find((known) => known === row["category"]);
  const severity = severities.find((known) => known === row["severity"]);
  const { rule, view, start, end, score } = row;
  if (part === undefined) throw malformed("names a part that was not sent");
  if (category === undefined || severity === undefined || typeof rule !== "string" || typeof view !== "string") {
    throw malformed("holds a finding of an unknown kind");
  }
  if (!isWhole(start) || !isWhole(end) || end < start || end > part.text.length || !isWhole(score) || score > 100) {
    throw malformed("holds a finding outside its part");
  }
  const explanation =
    typeof row["explanation"] === "string"
      ? row["explanation"].slice(0, 300)
      : `The detection service reports ${rule}.`;
  return { rule, category, severity, score, role: part.role, path: part.path, start, end, view, explanation };
}

function isWhole(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
