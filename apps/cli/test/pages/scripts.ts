import { execFileSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Reader } from "./reader.ts";

/** What a page needs to be followed: the things its reader is said to have, and what its placeholders stand for. */
export interface PageScript {
  /** Set before; the page of a team needs a server's. */
  readonly team?: boolean;
  /** Makes what is there before the first line. */
  readonly before?: (reader: Reader) => Promise<void>;
  /** Words of the page that stand for something which has to be made, and what was made. */
  readonly made?: (reader: Reader) => Promise<Readonly<Record<string, string>>>;
  /** What happens before one line, by the line as the page shows it. */
  readonly beforeLine?: Readonly<Record<string, (reader: Reader) => Promise<void>>>;
  /** Words of the page, and what a reader writes in their place. */
  readonly words?: Readonly<Record<string, string>>;
  /** Lines that name a command and are no line to type: they are asked for their help. */
  readonly names?: readonly string[];
  /** What lines print, where the page promises something of it. */
  readonly prints?: Readonly<Record<string, RegExp>>;
  /** Exit codes of lines that do not end with 0, each for a reason that the page tells. */
  readonly codes?: Readonly<Record<string, number>>;
}

const key = (reader: Reader): Promise<void> => writeFile(join(reader.cwd, "key.txt"), "sk-of-the-page\n");

async function typeAll(reader: Reader, lines: readonly string[]): Promise<void> {
  for (const line of lines) {
    const { code, stderr } = await reader.type(line);
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  }
}

/** A home that can serve. */
async function signedIn(reader: Reader): Promise<void> {
  await key(reader);
  await typeAll(reader, ["infershield auth login --with-token openai < key.txt"]);
}

/** The same, with several records in its trail. */
async function used(reader: Reader): Promise<void> {
  await signedIn(reader);
  await typeAll(reader, ["infershield token create first-tool"]);
}

const owner = "infershield admin create-user --role owner alex@example.com";

/** For a page that is about both: a team's home beside the person's own. */
const asTeam = 'INFERSHIELD_MODE=multi-user INFERSHIELD_HOME="$HOME/team" INFERSHIELD_MASTER_KEY_FILE="$KEY_FILE"';

const historyOfTeam = { "infershield policy history": `${asTeam} infershield policy history` };

/** A team with its first person. */
const people = (reader: Reader): Promise<void> => typeAll(reader, [owner]);

const policyFile = (reader: Reader): Promise<void> =>
  writeFile(join(reader.cwd, "policy.yaml"), "version: 1\nlevel: org\nname: acme\n");

/** @returns the id of an account that is gone */
async function someoneDeleted(reader: Reader): Promise<string> {
  await typeAll(reader, ["infershield admin create-user lee@example.com"]);
  const { stdout } = await reader.type("infershield admin list-users --json");
  const [id = ""] = JSON.parse(stdout).users.flatMap((user: { readonly id: string; readonly email: string }) =>
    user.email === "lee@example.com" ? [user.id] : [],
  );
  await typeAll(reader, ["infershield admin delete-user lee@example.com"]);
  return id;
}

async function repository(reader: Reader): Promise<void> {
  const git = (...args: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: reader.cwd });
  };
  await mkdir(join(reader.cwd, "src"));
  await writeFile(join(reader.cwd, "notes.md"), "Sort this list of names.\n");
  await writeFile(join(reader.cwd, "src/names.ts"), "export const names = [];\n");
  await writeFile(join(reader.cwd, "body.json"), '{"model":"m","messages":[{"role":"user","content":"Sort it."}]}\n');
  git("init", "--quiet");
  git("add", ".");
}

const trail = (reader: Reader): string => join(reader.home, ".infershield/audit");

/** Changes one word of the first record. */
async function damage(reader: Reader): Promise<void> {
  const file = join(trail(reader), "000001.jsonl");
  await writeFile(file, (await readFile(file, "utf8")).replace('"action":"', '"action":"not-'));
}

/** The trail that was set aside becomes the one that the page names. */
async function nameDamaged(reader: Reader): Promise<void> {
  const [damaged = ""] = (await readdir(trail(reader))).filter((name) => name.startsWith("damaged-"));
  await mkdir(join(reader.cwd, "audit"));
  await cp(join(trail(reader), damaged), join(reader.cwd, "audit/damaged-page"), { recursive: true });
}

/** What the page says to keep elsewhere: a copy of all notes so far. */
const keepCheckpoints = (reader: Reader): Promise<void> =>
  cp(join(trail(reader), "checkpoints"), join(reader.cwd, "checkpoints"));

/** A team, and the home of one person at the place of the page's [FOLDER]. */
async function someonesHome(reader: Reader): Promise<void> {
  await people(reader);
  const folder = join(reader.cwd, "single");
  await typeAll(reader, [`INFERSHIELD_MODE=single-user INFERSHIELD_HOME=${folder} infershield token create tool`]);
}

const quickstartRequest = `curl -s http://127.0.0.1:8000/v1/chat/completions -H "Authorization: Bearer $INFERSHIELD_TOKEN" -H "Content-Type: application/json" -d '{"model":"gpt-5","messages":[{"role":"user","content":"Repeat: AKIA2OGYBAH6STMMNXNN"}]}'`;

/** By page; a page that is not here needs nothing. */
export const scripts: Readonly<Record<string, PageScript>> = {
  "README.md": { before: key },
  "SECURITY.md": { before: used },
  // Both as in README.md and the quickstart, where something follows.
  "apps/cli/README.md": { before: key, names: ["infershield auth login", "infershield proxy start"] },
  "apps/proxy/README.md": { names: ["infershield setup", "infershield proxy start"] },
  "docs/audit.md": {
    before: used,
    words: { EMAIL: "local", FILE: "checkpoints", "<time>": "page" },
    beforeLine: {
      "infershield audit verify --checkpoint FILE": keepCheckpoints,
      "infershield audit repair": damage,
      "infershield audit verify audit/damaged-<time>": nameDamaged,
    },
    codes: { "infershield audit verify audit/damaged-<time>": 4 },
  },
  "docs/clients.md": { words: { "<client>": "codex" } },
  "docs/configuration.md": { names: ["infershield login", "infershield firewall start"] },
  "docs/decisions/0007-a-damaged-audit-trail-is-replaced.md": { before: used },
  "docs/decisions/0008-what-an-enrolled-machine-holds.md": { names: ["infershield login", "infershield admin"] },
  "docs/deployment.md": { team: true, before: people, words: { FILE: "backup.db" } },
  "docs/detection-service.md": { before: signedIn },
  "docs/migration.md": { words: { CLIENT: "codex" }, names: ["infershield firewall start"] },
  "docs/policy.md": {
    before: async (reader) => {
      await policyFile(reader);
      await typeAll(reader, [`${asTeam} ${owner}`]);
    },
    words: { EMAIL: "alex@example.com", NAME: "core", FILE: "policy.yaml", ...historyOfTeam },
  },
  "docs/quickstart.md": {
    before: key,
    made: async (reader) => ({
      "ifsp_…": JSON.parse((await reader.type("infershield token create mine --json")).stdout).token,
    }),
    names: ["infershield token revoke"],
    prints: {
      "infershield --version": /^@infershield\/cli\//,
      "infershield audit tail":
        /redact {2}chat_completions .* {2}intent .*\n.*redact {2}chat_completions .* {2}completed /,
      [quickstartRequest]: /"content":"You said: Repeat: AKIA2OGYBAH6STMMNXNN"/,
    },
  },
  "docs/reliability.md": { before: used },
  "docs/scan.md": { before: repository, names: ["infershield scan"] },
  "docs/team-database.md": {
    team: true,
    before: async (reader) => {
      await someonesHome(reader);
      await typeAll(reader, ["infershield proxy start"]);
    },
    words: { "/backups/": "", "[FOLDER]": "single" },
    names: ["infershield keys"],
  },
  "docs/team.md": {
    team: true,
    before: async (reader) => {
      await people(reader);
      await policyFile(reader);
    },
    made: async (reader) => ({ ID: await someoneDeleted(reader) }),
    words: { EMAIL: "alex@example.com", FILE: "policy.yaml", LAYER: "org" },
  },
  "docs/troubleshooting.md": {
    before: async (reader) => {
      await signedIn(reader);
      await typeAll(reader, [`${asTeam} ${owner}`]);
    },
    words: {
      PROVIDER: "openai",
      NAME: "my-tool",
      CLIENT: "codex",
      EMAIL: "alex@example.com",
      "infershield admin": `${asTeam} infershield admin`,
      ...historyOfTeam,
    },
    // The key was never one of the provider's, and no proxy runs: that is what these lines are for.
    codes: { "infershield auth status --check": 3, "infershield proxy status": 5, "infershield proxy stop": 5 },
    // The same sign-in as in the quickstart, and it takes seconds.
    names: ["infershield auth login", "infershield auth login PROVIDER"],
  },
};
