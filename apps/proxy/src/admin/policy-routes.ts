import { z } from "zod";
import { type AdminRoute, defined, json, route, text } from "./admin-route.ts";
import { effectivePolicy, listPolicies, policyHistory, readPolicy, removePolicy, setPolicy } from "./policies.ts";
import { policyChangedJson, policyDocumentJson, policyJson, policyVersionsJson } from "./policy-wire.ts";

const nothing = z.strictObject({});
const version = z.int().min(0).optional();
const number = z.coerce.number().int().min(1).optional();
/** A thousand rules, each with several long conditions. */
const maxPolicyBytes = 1_024 * 1_024;

/** The endpoints about policies. */
export const policyRoutes: readonly AdminRoute[] = [
  route("GET /admin/policies", ["policy:read"], nothing, async ({ actor }, _, { team }) =>
    json({ policies: await policyVersionsJson(team, await listPolicies(team, actor)) }),
  ),
  route(
    "GET /admin/policies/effective",
    ["policy:read"],
    z.strictObject({ user: text.optional() }),
    async ({ actor }, { user }, { team }) => json(policyJson(await effectivePolicy(team, actor, user))),
  ),
  route(
    "GET /admin/policies/history",
    ["policy:read"],
    z.strictObject({ layer: text.optional(), before: number, limit: number }),
    async ({ actor }, wish, { team }) =>
      json({ versions: await policyVersionsJson(team, await policyHistory(team, actor, defined(wish))) }),
  ),
  route(
    "GET /admin/policies/version",
    ["policy:read"],
    z.strictObject({ layer: text, version: number }),
    async ({ actor }, wish, { team }) =>
      json(await policyDocumentJson(team, await readPolicy(team, actor, defined(wish)))),
  ),
  {
    ...route(
      "POST /admin/policies",
      ["policy:write"],
      z.strictObject({ document: z.record(z.string(), z.unknown()), version }),
      async ({ actor }, wish, { team }) =>
        json(await policyChangedJson(team, await setPolicy(team, actor, defined(wish)))),
    ),
    maxBodyBytes: maxPolicyBytes,
  },
  route(
    "POST /admin/policies/remove",
    ["policy:write"],
    z.strictObject({ layer: text, version }),
    async ({ actor }, wish, { team }) =>
      json(await policyChangedJson(team, await removePolicy(team, actor, defined(wish)))),
  ),
];
