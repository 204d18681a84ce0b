import { expect, test } from "vitest";
import { can, mayManage, mayUse, type Permission, scopesOf } from "./permissions.ts";
import { roles } from "./user.ts";

const table: Readonly<Record<Permission, string>> = {
  "proxy:invoke": "owner admin security member service",
  "tokens:own": "owner admin security auditor member",
  "logins:own": "owner admin security member",
  "usage:own": "owner admin security auditor member service",
  "users:read": "owner admin security auditor",
  "users:write": "owner admin",
  "owners:write": "owner",
  "tokens:read": "owner admin security auditor",
  "tokens:write": "owner admin",
  "tokens:revoke": "owner admin security",
  "logins:read": "owner admin security auditor",
  "logins:write": "owner admin",
  "logins:revoke": "owner admin security",
  "usage:read": "owner admin security auditor",
  "audit:read": "owner admin security auditor",
  "audit:excerpts": "security",
  "policy:read": "owner admin security auditor member",
  "policy:write": "owner security",
};

test.each(Object.entries(table))("%s is for %s", (permission, expected) => {
  expect(roles.filter((role) => can(role, permission as Permission)).join(" ")).toBe(expected);
});

test("a permission needs a token made for it, too", () => {
  expect(mayUse({ role: "owner", scopes: ["proxy:invoke"] }, "users:write")).toBe(false);
  expect(mayUse({ role: "owner", scopes: ["admin:users"] }, "users:write")).toBe(true);
  expect(mayUse({ role: "member", scopes: ["admin:users"] }, "users:write")).toBe(false);
  expect(mayUse({ role: "security", scopes: ["admin:users"] }, "audit:excerpts")).toBe(false);
});

test("only owners touch owners", () => {
  const managed = (actor: (typeof roles)[number]) => roles.filter((target) => mayManage(actor, target));
  expect(managed("owner")).toEqual(roles);
  expect(managed("admin")).toEqual(roles.filter((role) => role !== "owner"));
  for (const role of ["security", "auditor", "member", "service"] as const) expect(managed(role)).toEqual([]);
});

test("whoever may read the audit trail or change something can have a token for it", () => {
  for (const role of roles) {
    const scopes = scopesOf({ role });
    for (const [permission] of Object.entries(table)) {
      const known = permission as Permission;
      expect([role, known, mayUse({ role, scopes }, known)]).toEqual([role, known, can(role, known)]);
    }
  }
});
