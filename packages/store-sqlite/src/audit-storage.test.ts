import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeAuditLog } from "@infershield/audit/testing";
import { openHome } from "@infershield/home";
import { onTestFinished } from "vitest";
import { openAuditTable } from "./audit-storage.ts";
import { openDatabase } from "./database.ts";

describeAuditLog("SQLite", {
  place: async () => {
    const folder = await mkdtemp(join(tmpdir(), "infershield-audit-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const home = await openHome(join(folder, "home"), { create: true });
    const path = home.file("infershield.db");
    await (await openDatabase(path, { create: true })).close();
    return { home, open: () => openAuditTable({ home, path }) };
  },
});
