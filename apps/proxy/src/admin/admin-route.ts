import type { Permission } from "@infershield/identity";
import { z } from "zod";
import type { Actor } from "./actor.ts";
import type { SignIns } from "./sign-ins.ts";
import type { Team } from "./team.ts";

/** What the admin API does its work with. */
export interface AdminContext {
  readonly team: Team;
  readonly signIns: SignIns;
  /** Where tools reach the gateway. */
  readonly proxyUrl: string;
}

/** A body that is told as it is made, or an object that becomes JSON. */
export type AdminReply = { readonly json: object } | { readonly text: AsyncIterable<string>; readonly type: string };

/** One endpoint. Its act checks what else the caller needs; `needs` alone lets nobody in who has nothing to do there. */
export interface AdminRoute {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** The least that a caller needs: one of these permissions; or a one-time code in the body instead of a token. */
  readonly needs: readonly Permission[] | "code";
  /** Shape of the query (GET) or the body (POST). */
  readonly input: z.ZodType;
  /** Most bytes of the body, where the usual 64 KiB are too few. */
  readonly maxBodyBytes?: number;
  /** Parses query (GET) or body (POST) and answers. @throws ZodError for a request of another shape */
  answer(caller: Caller, input: unknown, context: AdminContext): Promise<AdminReply>;
}

/** Who asks; a device that brings a code is nobody yet. */
export interface Caller {
  readonly actor: Actor | undefined;
  readonly peer?: string | undefined;
  /** Values of the path's `:id`. */
  readonly id: string;
}

type Known = Caller & { readonly actor: Actor };

/** An endpoint for callers who are known. */
export function route<Input>(
  where: `${"GET" | "POST"} /admin/${string}`,
  needs: readonly Permission[],
  schema: z.ZodType<Input>,
  act: (caller: Known, input: Input, context: AdminContext) => Promise<AdminReply>,
): AdminRoute {
  const [method, path = ""] = where.split(" ");
  return {
    method: method === "GET" ? "GET" : "POST",
    path,
    needs,
    input: schema,
    answer: async ({ actor, ...caller }, input, context) => {
      if (actor === undefined) throw new TypeError("This route needs a caller.");
      return act({ ...caller, actor }, schema.parse(input), context);
    },
  };
}

/** An answer that is one object. */
export const json = (object: object): AdminReply => ({ json: object });

/** A name, an address, an id: what people write. */
export const text: z.ZodString = z.string().min(1).max(256);

type Defined<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

/** Without the members that are undefined, as optional members want it. */
export function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
