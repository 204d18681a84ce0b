import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "@infershield/sandbox";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { elsewhere } from "./pages/elsewhere.ts";
import { openReader, type Reader } from "./pages/reader.ts";
import { type PageScript, scripts } from "./pages/scripts.ts";
import { pages, readRepositoryFile, shownLines, unmarkedCommands } from "./pages/shown-lines.ts";
import { type CliRunner, startRunner } from "./run-cli.ts";

let folder: string;
let sandbox: Sandbox;
let runner: CliRunner;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-pages-"));
  sandbox = await startSandbox();
  runner = startRunner({});
  await writeFile(join(folder, "master.key"), randomBytes(32).toString("hex"), { mode: 0o600 });
});
afterAll(async () => {
  await runner.close();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** Where an account at OpenAI and one at a company's own server would be. */
function environment({ team = false }: PageScript): Record<string, string> {
  const { issuer, clientId, apiBaseUrl } = sandbox;
  const providers = ["OPENAI", "OIDC"].flatMap((name) => [
    [`INFERSHIELD_${name}_ISSUER`, issuer],
    [`INFERSHIELD_${name}_CLIENT_ID`, clientId],
    [`INFERSHIELD_${name}_BASE_URL`, apiBaseUrl],
  ]);
  return {
    ...Object.fromEntries(providers),
    INFERSHIELD_ALLOW_PRIVATE_UPSTREAM: new URL(apiBaseUrl).origin,
    INFERSHIELD_LOG_LEVEL: "silent",
    INFERSHIELD_ADMIN_PORT: "0",
    KEY_FILE: join(folder, "master.key"),
    ...(team && { INFERSHIELD_MODE: "multi-user", INFERSHIELD_MASTER_KEY_FILE: join(folder, "master.key") }),
  };
}

const isElsewhere = (line: string): boolean =>
  elsewhere.some(({ line: known }) => (typeof known === "string" ? known === line : known.test(line)));

/** Pages whose first lines are a story of several machines, which a test of its own follows. */
const followedElsewhere: Readonly<Record<string, string>> = { "docs/team.md": "## Who may do what" };

function linesToType(page: string): readonly string[] {
  const from = followedElsewhere[page];
  const lines = shownLines(page, from === undefined ? {} : { from }).map(({ line }) => line);
  return [...new Set(lines)].filter((line) => !isElsewhere(line));
}

async function follow(page: string, reader: Reader, script: PageScript): Promise<readonly string[]> {
  await script.before?.(reader);
  const words = { ...script.words, ...(await script.made?.(reader)) };
  const wrong: string[] = [];
  for (const line of linesToType(page)) {
    await script.beforeLine?.[line]?.(reader);
    const typed = Object.entries(words)
      .reduce((text, [word, value]) => text.replaceAll(word, value), line)
      .replaceAll(/ \[[^\]]*\]/g, "");
    const { code, stdout, stderr } = await reader.type(script.names?.includes(line) ? `${typed} --help` : typed);
    if (code !== (script.codes?.[line] ?? 0)) wrong.push(`${line} ended with ${code}: ${stderr}`);
    if (script.prints?.[line]?.test(stdout) === false) wrong.push(`${line} printed ${stdout}`);
  }
  return wrong;
}

describe("what the pages ask their readers to type", () => {
  // Sign-ins wait for the provider, servers for their start: pages do not wait for each other, and share their time.
  test.concurrent.each(pages.filter((page) => linesToType(page).length > 0))(
    "%s works line by line",
    async (page) => {
      const script = scripts[page] ?? {};
      const place = await mkdtemp(join(folder, "reader-"));
      const reader = await openReader({ folder: place, env: environment(script), sandbox, runner });
      try {
        expect(await follow(page, reader, script)).toEqual([]);
      } finally {
        const codes = await reader.endServers();
        expect(codes.filter((code) => code !== 0)).toEqual([]);
      }
    },
    300_000,
  );

  test("what is not typed here is named, with the file that runs it", () => {
    const lines = pages.flatMap((page) => shownLines(page)).map(({ line }) => line);
    expect(lines.length).toBeGreaterThan(100);
    for (const { line: known, by } of elsewhere) {
      const matches = (line: string): boolean => (typeof known === "string" ? known === line : known.test(line));
      expect(lines.some(matches), `${known} is on no page`).toBe(true);
      if (by !== undefined) expect(readRepositoryFile(by).length, by).toBeGreaterThan(0);
    }
  });

  test("a page's script prepares lines that the page has", () => {
    for (const [page, script] of Object.entries(scripts)) {
      const lines = linesToType(page);
      const prepared = [
        ...Object.keys(script.beforeLine ?? {}),
        ...Object.keys(script.codes ?? {}),
        ...Object.keys(script.prints ?? {}),
        ...(script.names ?? []),
      ];
      expect(lines, page).toEqual(expect.arrayContaining(prepared));
    }
  });

  test("every block of commands is marked as one", () => {
    expect(pages.filter((page) => unmarkedCommands(page).length > 0)).toEqual([]);
  });
});
