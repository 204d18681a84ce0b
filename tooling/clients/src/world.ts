import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditRecord, auditFiles, readAuditLog } from "@infershield/audit";
import { loadConfig, openInstance } from "@infershield/instance";
import { startProxy } from "@infershield/proxy";
import { type FakeUpstream, startFakeUpstream } from "@infershield/testkit";
import type { ThreatScanner } from "@infershield/threat-client";
import { type Observer, startObserver } from "./observe.ts";

/** The real gateway with a home of its own, a scripted provider behind it, and an observer in front of it. */
export interface World {
  /** Where clients go. */
  readonly gateway: string;
  readonly upstream: FakeUpstream;
  readonly observer: Observer;
  /** An InferShield token for the client. */
  readonly token: string;
  /** Every audit record so far. */
  records(): Promise<readonly AuditRecord[]>;
  close(): Promise<void>;
}

/** The provider's key that the gateway holds, whichever provider it is. */
export const providerKey = "provider-key-of-the-gateway";

/** Starts all three on loopback. */
export async function openWorld(scanner: ThreatScanner): Promise<World> {
  const home = await mkdtemp(join(tmpdir(), "infershield-clients-"));
  const upstream = await startFakeUpstream();
  const observer = await startObserver();
  const config = await loadConfig({
    env: {
      OPENAI_API_KEY: providerKey,
      ANTHROPIC_API_KEY: providerKey,
      GOOGLE_API_KEY: providerKey,
      INFERSHIELD_OPENAI_BASE_URL: `${upstream.origin}/v1`,
      INFERSHIELD_ANTHROPIC_BASE_URL: `${upstream.origin}/v1`,
      INFERSHIELD_GOOGLE_BASE_URL: `${upstream.origin}/v1beta`,
    },
    homedir: home,
    flags: {
      port: 0,
      adminPort: 0,
      requireToken: true,
      allowedHosts: [observer.host],
      allowPrivateUpstream: [upstream.origin],
      log: { level: "silent" },
    },
  });
  const instance = await openInstance(config, { create: true });
  const proxy = await startProxy({ instance, scanner });
  observer.forwardTo(proxy.port);
  const { token } = await instance.directory.createToken({ userId: "local", name: "client" });
  return {
    gateway: `http://${observer.host}`,
    upstream,
    observer,
    token: token.reveal(),
    records: async () => {
      await instance.audit.flush();
      const records: AuditRecord[] = [];
      for await (const record of readAuditLog(auditFiles(join(config.homePath, "audit")))) records.push(record);
      return records;
    },
    close: async () => {
      await observer.close();
      await proxy.close({ graceMs: 0 });
      await instance.close();
      await upstream.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
