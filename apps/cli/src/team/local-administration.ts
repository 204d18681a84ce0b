import type { Instance } from "@infershield/instance";
import { administerLocally } from "@infershield/proxy";
import type { Administration } from "./administration.ts";

/** The admin API on the database of this machine; whoever can open it may do everything. */
export function localAdministration(instance: Instance): Administration {
  const local = administerLocally(instance);
  const ask = (endpoint: string, input: Readonly<Record<string, unknown>> = {}) =>
    local.call(endpoint, Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)));
  return {
    call: async (endpoint, input) => {
      const reply = await ask(endpoint, input);
      return "json" in reply ? reply.json : undefined;
    },
    async *read(endpoint, input) {
      const reply = await ask(endpoint, input);
      if ("text" in reply) yield* reply.text;
    },
  };
}
