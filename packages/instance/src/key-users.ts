import { system as realSystem, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { KeyUser } from "@infershield/token-store";

/** What needs the keys of a home besides its tokens: InferShield tokens, segments of the audit log, keys of excerpts. */
export function keyUsers(
  home: Pick<Home, "file">,
  options: { readonly system?: Pick<System, "now"> } = {},
): readonly KeyUser[] {
  const { system = realSystem } = options;
  // Loaded when it is asked: most commands never do.
  const audit = () => import("@infershield/audit");
  const identity = () => import("@infershield/identity");
  return [
    {
      countUses: async (kid) =>
        (await identity()).countTokensOfKey(home.file("identity.json"), kid, { now: system.now() }),
    },
    { countUses: (kid) => countSegments(home, kid) },
    {
      countUses: async (kid) => (await audit()).excerptKeys(home).countUses(kid),
      reencrypt: async ({ sealer, rowMac }) => (await audit()).excerptKeys(home).reencrypt(sealer, rowMac.kid),
      verify: async ({ sealer }) => (await audit()).excerptKeys(home).verify(sealer),
    },
  ];
}

async function countSegments(home: Pick<Home, "file">, kid: string): Promise<number> {
  const { AuditError, auditFiles, countSegmentsOfKey } = await import("@infershield/audit");
  try {
    return await countSegmentsOfKey(auditFiles(home.file("audit")), kid);
  } catch (error) {
    if (error instanceof AuditError && error.code === "NO_LOG") return 0;
    throw error;
  }
}
