import { system as realSystem, type System } from "@infershield/core";
import type { Instance } from "@infershield/instance";
import { z } from "zod";
import { ProxyError } from "../proxy-error.ts";
import { operator } from "./actor.ts";
import type { AdminContext, AdminReply } from "./admin-route.ts";
import { badRequest } from "./bad-request.ts";
import { adminRoutes } from "./routes.ts";
import type { SignIns } from "./sign-ins.ts";
import { teamOf } from "./team.ts";

/** The admin API without a server: for whoever holds the database and its key. */
export interface LocalAdministration {
  /**
   * @param endpoint - As the server has it: `POST /admin/users`.
   * @param input - Query or body.
   * @throws ProxyError, IdentityError, ProviderError, CustodyError, AuditError
   */
  call(endpoint: string, input: unknown): Promise<AdminReply>;
}

/** Administers an opened team. @throws ProxyError `UNKNOWN_ROUTE` for a home in single-user mode */
export function administerLocally(instance: Instance, system: System = realSystem): LocalAdministration {
  const team = teamOf(instance, system, async () => {
    const change = await instance.policies.refresh();
    return change?.kind !== "refused";
  });
  if (team === undefined) throw new ProxyError("UNKNOWN_ROUTE", "This home serves one person; there is no team in it.");
  const context: AdminContext = { team, signIns: noSignIns, proxyUrl: "" };
  return {
    call: async (endpoint, input) => {
      const route = adminRoutes.find(({ method, path }) => `${method} ${path}` === endpoint);
      if (route === undefined) throw new ProxyError("UNKNOWN_ROUTE", "There is no such endpoint.");
      try {
        return await route.answer({ actor: operator, id: "" }, input, context);
      } catch (error) {
        throw error instanceof z.ZodError ? badRequest(error) : error;
      }
    },
  };
}

function elsewhere(): never {
  throw new ProxyError("NOT_FOUND", "Sign-ins run in a server.", { hint: "Sign in with --server." });
}

const noSignIns: SignIns = {
  start: async () => elsewhere(),
  view: elsewhere,
  resume: elsewhere,
  cancel: elsewhere,
  close: async () => {},
};
