import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Home } from "@infershield/home";
import { beforeEach, describe, expect, test } from "vitest";
import { openTestLog, testEvent, testHome, testKey, testSigner } from "../test/fixtures.ts";
import { type AuditEvent, auditFiles, type ExportFormat, exportAudit, formatNoteKey, noteKey } from "./index.ts";

const signer = testSigner();
let home: Home;

beforeEach(async () => {
  home = await testHome();
});

/** Writes events and closes the log. */
async function logged(...events: readonly Partial<AuditEvent>[]): Promise<void> {
  const log = await openTestLog({ home, auditKey: testKey(), signer, checkpointRecords: 7, maxSegmentBytes: 8000 });
  for (const event of events) await log.record(testEvent(event));
  await log.close();
}

async function exported(format: ExportFormat, userId?: string): Promise<string> {
  let text = "";
  const source = auditFiles(home.file("audit"));
  for await (const piece of exportAudit({ source, format, filter: userId === undefined ? {} : { userId } }))
    text += piece;
  return text;
}

/** Runs the program of the format's page, as an auditor would: only Node, the export and the public key. */
function verifyByDocument(text: string): { status: number; output: string } {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/audit-format.md"), "utf8");
  const program = page.slice(page.indexOf("```js\n") + 6, page.lastIndexOf("```"));
  const folder = mkdtempSync(home.file("auditor-"));
  writeFileSync(join(folder, "verify.mjs"), program);
  writeFileSync(join(folder, "export.jsonl"), text);
  const origin = JSON.parse(readFileSync(home.file("audit", "000001.jsonl"), "latin1").split("\n")[0] ?? "").origin;
  const key = formatNoteKey(noteKey(origin, signer.publicKey));
  try {
    const options = { cwd: folder, env: {}, encoding: "utf8", stdio: "pipe" } as const;
    return { status: 0, output: execFileSync(process.execPath, ["verify.mjs", "export.jsonl", key], options) };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { status, output: stderr };
  }
}

describe("an export of one person", () => {
  const people = Array.from({ length: 40 }, (_, index) => ({
    userId: index % 3 === 0 ? "alex" : "mara",
    requestId: `r${index}`,
  }));

  test("verifies with the program of the format's page, and shows no record of anybody else", async () => {
    await logged(...people);
    const text = await exported("jsonl", "alex");
    expect(text).not.toContain("mara");
    expect(verifyByDocument(text)).toEqual({
      status: 0,
      output: "14 records proven, 0 not covered by a checkpoint yet\n",
    });
  });

  test("is refused by that program when a record, a proof or a checkpoint was changed, or a proof is missing", async () => {
    await logged(...people);
    const text = await exported("jsonl", "alex");
    const lines = text.split("\n");
    const changes: readonly [string, string][] = [
      [text.replace('"risk_score":12', '"risk_score":13'), "record 1"],
      [text.replace(/(?<="path":\[")./, (first) => (first === "A" ? "B" : "A")), "record"],
      [text.replace(/time 20/, "time 19"), "signature"],
      [
        lines
          .toSpliced(
            lines.findIndex((line) => line.startsWith('{"checkpoint"')),
            1,
          )
          .join("\n"),
        "records without proof",
      ],
    ];
    for (const [changed, what] of changes) {
      expect(changed).not.toBe(text);
      expect(verifyByDocument(changed)).toMatchObject({ status: 4, output: expect.stringContaining(what) });
    }
  });

  test("says which records no checkpoint covers yet", async () => {
    await logged({ userId: "alex" });
    const log = await openTestLog({ home, auditKey: testKey(), signer });
    await log.record(testEvent({ userId: "alex" }));
    const text = await exported("jsonl", "alex");
    expect(verifyByDocument(text).output).toBe("1 records proven, 1 not covered by a checkpoint yet\n");
    await log.close();
  });
});

/** What must not run, break a line or turn text round anywhere. */
const injections: readonly string[] = [
  "=cmd()|'/c calc'!A1",
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "'=1",
  "\t=1",
  "\uff1dcmd()",
  "a\r\nb",
  "\u001b[31mred\u0007",
  "line\u2028separator\u2029",
  "\u202etxt.exe\u2066",
  "</script><script>alert(1)</script>",
  'quo"te,comma;semi',
  "pipe|equals=back\\slash",
  "\\u001b",
  "CEF:0|x|y",
  "\ud800 lone",
  "na\u00efve \ud83d\ude00",
];

describe("hostile text", () => {
  test("in JSONL reads back as it was and puts only printable ASCII into the file", async () => {
    await logged(...injections.map((userId) => ({ userId })));
    const text = await exported("jsonl");
    expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    const records = text.split("\n").filter((line) => line.startsWith('{"timestamp"'));
    expect(records.map((line) => JSON.parse(line).user_id)).toEqual(injections);
  });

  test("in CSV reads back as it was, and no cell is a formula or holds a control character", async () => {
    await logged(...injections.map((userId) => ({ userId })));
    const text = await exported("csv");
    // Independent reader: RFC 4180 cells, then the two rules of the format's page.
    const rows = text
      .split("\r\n")
      .slice(1, -1)
      .map((row) => [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((cell) => cell[1]?.replaceAll('""', '"') ?? ""));
    for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\uff1d]|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    const resolved = (cell: string): string => JSON.parse(`"${cell.replace(/^'/, "").replaceAll('"', '\\"')}"`);
    expect(rows.map((row) => resolved(row[1] ?? ""))).toEqual(injections);
  });

  test("in CEF stays inside its field", async () => {
    await logged(...injections.map((userId) => ({ userId, action: userId })));
    const lines = (await exported("cef")).split("\n").slice(0, -1);
    expect(lines).toHaveLength(injections.length);
    lines.forEach((line, index) => {
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      // Independent reader: header cut at unescaped pipes, extension at unescaped equals signs.
      const fields =
        line
          .match(/^((?:[^\\|]|\\.)*\|){7}/)?.[0]
          .match(/(?:[^\\|]|\\.)*(?=\|)/g)
          ?.filter((field) => field !== "") ?? [];
      const extension = line.slice(line.match(/^((?:[^\\|]|\\.)*\|){7}/)?.[0].length ?? 0);
      expect(fields.slice(0, 4)).toEqual(["CEF:0", "InferShield", "InferShield", "1"]);
      const value = extension.match(/suser=((?:[^\\=]|\\.)*) (?:act)=/)?.[1]?.replace(/\\(.)/g, "$1");
      const shown = injections[index]?.replace(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
        (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
      expect(value).toBe(shown);
    });
  });
});

test.each([
  ["csv", /^timestamp,.*\r\n/],
  ["cef", /^CEF:0\|/],
  ["ocsf", /^\{"category_uid":/],
] as const)("an export in %s has a line for each record that is asked for", async (format, start) => {
  await logged({ userId: "alex" }, { userId: "mara" }, { userId: "alex" });
  const text = await exported(format, "alex");
  expect(text).toMatch(start);
  expect(text.trimEnd().split("\n")).toHaveLength(format === "csv" ? 3 : 2);
  expect(text).not.toContain("mara");
});

test.each(["jsonl", "csv", "cef", "ocsf"] as const)(
  "an export in %s of a log that is not there gives nothing, not even headings",
  async (format) => {
    const directory = home.file("audit");
    const written: string[] = [];
    const exporting = (async () => {
      for await (const text of exportAudit({ source: auditFiles(directory), format })) written.push(text);
    })();
    await expect(exporting).rejects.toMatchObject({ name: "AuditError", code: "NO_LOG" });
    mkdirSync(directory);
    await expect(exportAudit({ source: auditFiles(directory), format }).next()).rejects.toMatchObject({
      code: "NO_LOG",
    });
    expect(written).toEqual([]);
  },
);
