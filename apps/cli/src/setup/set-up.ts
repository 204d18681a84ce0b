import { copyFile, mkdir, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFileDurably } from "@infershield/home";
import { CliError } from "../cli-error.ts";
import type { ClientPlace, ClientSetup, ClientTarget } from "./client-setup.ts";

/** What was done to a client's configuration. */
export interface SetupWritten {
  /** Its configuration file; absent when variables are all it takes. */
  readonly path?: string;
  readonly changed: boolean;
  /** Copy of the file as it was; absent when there was none or nothing changed. */
  readonly backup?: string;
}

/** What a person has to do, or what was done for them. */
export interface SetupDone extends SetupWritten {
  readonly snippet?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/**
 * Tells how a client is pointed at the proxy, and with `write` edits its file and keeps a copy of it as it was before InferShield first
 * changed it.
 *
 * @throws CliError `FILE_NOT_EDITABLE`, `FILE_UNREADABLE`
 */
export async function setUp(
  setup: ClientSetup,
  place: ClientPlace,
  target: ClientTarget,
  { write }: { readonly write: boolean },
): Promise<SetupDone> {
  const { file } = setup;
  const variables = {
    ...(setup.variables && { variables: setup.variables(target) }),
    ...(setup.form && { form: setup.form(target) }),
  };
  if (!write) {
    const shown = file && { path: file.path(place), snippet: file.snippet(target) };
    return { ...shown, ...variables, changed: false };
  }
  const { edit } = file ?? {};
  if (file === undefined || edit === undefined) throw byHand(setup.client);
  const written = await editFile(file.path(place), (text) => edit.apply(text, target), { keepCopy: true });
  return { ...written, ...variables, snippet: file.snippet(target) };
}

/** Takes InferShield out of a client's file again. @throws CliError `FILE_NOT_EDITABLE`, `FILE_UNREADABLE` */
export async function removeSetup({ client, file }: ClientSetup, place: ClientPlace): Promise<SetupWritten> {
  const { edit } = file ?? {};
  if (file === undefined || edit === undefined) throw byHand(client);
  const path = file.path(place);
  const before = await readText(backupOf(path));
  const removed = await editFile(path, (text) => edit.undo(text, before), { keepCopy: false });
  // What a person changes from now on is theirs: the next setup must copy that, not find this one.
  await rm(backupOf(path), { force: true });
  return removed;
}

function byHand(client: string): CliError {
  return new CliError("FILE_NOT_EDITABLE", `The configuration of ${client} is not edited by InferShield.`, {
    hint: `Run: infershield setup ${client}, and put in or take out by hand what it prints.`,
  });
}

async function editFile(
  path: string,
  edit: (text: string) => string,
  options: { readonly keepCopy: boolean },
): Promise<SetupWritten> {
  const before = await readText(path);
  const after = edit(before ?? "");
  if (after === (before ?? "")) return { path, changed: false };
  await mkdir(dirname(path), { recursive: true });
  const mode = before === undefined ? 0o600 : (await stat(path)).mode & 0o777;
  const backup = backupOf(path);
  // Only the first copy is the file as it was before InferShield.
  const keeps = options.keepCopy && before !== undefined && (await readText(backup)) === undefined;
  if (keeps) await copyFile(path, backup);
  await writeFileDurably(path, Buffer.from(after), { mode });
  return { path, changed: true, ...(keeps && { backup }) };
}

function backupOf(path: string): string {
  return `${path}.before-infershield`;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new CliError("FILE_UNREADABLE", `${path} cannot be read.`, { cause });
  }
}
