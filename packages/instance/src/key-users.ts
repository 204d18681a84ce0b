import type { AuditSource } from "@infershield/audit";
import { system as realSystem, type System } from "@infershield/core";
import type { Home } from "@infershield/home";
import type { KeyUser } from "@infershield/token-store";

/** What needs the keys of a home besides its tokens: InferShield tokens, segments of the audit log, keys of excerpts. */
export function keyUsers(
  home: Pick<Home, "file">,
  options: {
    readonly system?: Pick<System, "now">;
    /** Opens the audit log to be read; default: the files of the home. */
    readonly openAudit?: () => Promise<AuditSource & { close?(): void }>;
  } = {},
): readonly KeyUser[] {
  const { system = realSystem, openAudit = async () => (await audit()).auditFiles(home.file("audit")) } = options;
  // Loaded when it is asked: most commands never do.
  const audit = () => import("@infershield/audit");
  const identity = () => import("@infershield/identity");
  return [
    {
      countUses: async (kid) =>
        (await identity()).countTokensOfKey(home.file("identity.json"), kid, { now: system.now() }),
    },
    { countUses: async (kid) => countSegments(await openAudit(), kid) },
    {
      countUses: async (kid) => (await audit()).excerptKeys(home).countUses(kid),
      reencrypt: async ({ sealer, rowMac }) => (await audit()).excerptKeys(home).reencrypt(sealer, rowMac.kid),
      verify: async ({ sealer }) => (await audit()).excerptKeys(home).verify(sealer),
    },
  ];
}

async function countSegments(source: AuditSource & { close?(): void }, kid: string): Promise<number> {
  const { AuditError, countSegmentsOfKey } = await import("@infershield/audit");
  try {
    return await countSegmentsOfKey(source, kid);
  } catch (error) {
    if (error instanceof AuditError && error.code === "NO_LOG") return 0;
    throw error;
  } finally {
    source.close?.();
  }
}
