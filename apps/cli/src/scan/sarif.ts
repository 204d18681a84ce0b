import { isAbsolute, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { LocatedFinding, Skipped } from "./source.ts";

/**
 * The report as SARIF, for code scanning services. It holds no text of the files.
 *
 * @param version - of this program
 * @see SARIF 2.1.0 (OASIS), sections 3.13, 3.14, 3.19, 3.27
 */
export function sarifLog(findings: readonly LocatedFinding[], skipped: readonly Skipped[], version: string): object {
  const byRule = Map.groupBy(findings, ({ rule }) => rule);
  const rules = [...byRule.keys()].toSorted();
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "InferShield",
            semanticVersion: version,
            rules: rules.flatMap((id) => byRule.get(id)?.slice(0, 1).map(ruleOf) ?? []),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: skipped.every(({ reason }) => reason === "binary"),
            toolExecutionNotifications: skipped.map(({ file, reason, message }) => ({
              level: reason === "binary" ? "note" : "error",
              message: { text: message },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(file) } } }],
            })),
          },
        ],
        results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule))),
      },
    ],
  };
}

const levels = { low: "note", medium: "warning", high: "error", critical: "error" } as const;

function ruleOf({ rule, category, severity, explanation }: LocatedFinding): object {
  return {
    id: rule,
    shortDescription: { text: explanation },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ["security", category] },
  };
}

function resultOf(finding: LocatedFinding, ruleIndex: number): object {
  const {
    file,
    rule,
    severity,
    explanation,
    line,
    column,
    end_line: endLine,
    end_column: endColumn,
    category,
    score,
    view,
    role,
    path,
  } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[severity],
    message: { text: explanation },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endLine, endColumn },
        },
        ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: path, kind: "value" }] }),
      },
    ],
    properties: { category, score, view, role },
  };
}

/** A relative path stays relative, so that the reader can resolve it against the repository. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(sep).map(encodeURIComponent).join("/");
}
