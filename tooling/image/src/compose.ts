import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** Folder of the compose files. */
export const composeFolder = join(import.meta.dirname, "../../../deploy/compose");

/** The ways in which docs/deployment.md puts the files together. */
export const compositions: readonly (readonly string[])[] = [
  ["single-user.yaml"],
  ["single-user.yaml", "team.yaml"],
  ["single-user.yaml", "detection.yaml"],
  ["single-user.yaml", "team.yaml", "detection.yaml"],
];

const texts = z.array(z.string()).default([]);

/** What our files use of the Compose Specification, and nothing of it that would open a container further. */
const composeSchema = z.strictObject({
  name: z.literal("infershield"),
  services: z.record(
    z.string(),
    z.strictObject({
      image: z.literal("infershield"),
      build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
      command: texts,
      ports: z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/)).default([]),
      volumes: texts,
      secrets: texts,
      environment: z.record(z.string(), z.string()).default({}),
      depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })).default({}),
      healthcheck: z
        .strictObject({ test: z.tuple([z.literal("CMD")], z.string()), interval: z.string(), timeout: z.string() })
        .optional(),
      read_only: z.literal(true),
      tmpfs: texts,
      cap_drop: z.tuple([z.literal("ALL")]),
      security_opt: z.tuple([z.literal("no-new-privileges:true")]),
      ulimits: z.strictObject({ core: z.literal(0) }),
      stop_grace_period: z.string().optional(),
      restart: z.literal("unless-stopped"),
    }),
  ),
  volumes: z.record(z.string(), z.null()),
  secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
});

/** Several compose files as one, with what they say about services, volumes and secrets. */
export type Composition = z.output<typeof composeSchema>;
/** One service of them. */
export type ComposeService = Composition["services"][string];

/**
 * Puts compose files together: mappings key by key, lists one after the other, everything else replaced.
 *
 * @param variables - What `${…}` in the files stands for
 * @throws Error when a required variable is missing; ZodError when the files hold something else than they should
 * @see https://github.com/compose-spec/compose-spec/blob/main/13-merge.md
 */
export function compose(files: readonly string[], variables: Readonly<Record<string, string>>): Composition {
  const read = files.map((file): unknown => parse(readFileSync(join(composeFolder, file), "utf8")));
  return composeSchema.parse(interpolate(read.reduce(merge), variables));
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function merge(under: unknown, over: unknown): unknown {
  if (Array.isArray(under) && Array.isArray(over)) return [...under, ...over];
  if (!isMap(under) || !isMap(over)) return over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [
      key,
      key in under && key in over ? merge(under[key], over[key]) : (over[key] ?? under[key]),
    ]),
  );
}

function interpolate(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((each) => interpolate(each, variables));
  if (isMap(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolate(each, variables)]));
  if (typeof value !== "string") return value;
  return value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, name: string, kind?: string, text = "") => {
    const given = variables[name];
    if (given !== undefined && given !== "") return given;
    if (kind === "?") throw new Error(`${name} is missing: ${text}`);
    return text;
  });
}

/** `ENV` of the image: what a service's environment comes on top of. */
export function imageEnvironment(): Readonly<Record<string, string>> {
  const dockerfile = readFileSync(join(composeFolder, "../Dockerfile"), "utf8");
  const [, lines = ""] = /^ENV ((?:.*\\\n)*.*)$/m.exec(dockerfile) ?? [];
  return Object.fromEntries([...lines.matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]));
}
