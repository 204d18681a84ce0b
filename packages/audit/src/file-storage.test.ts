import { testHome } from "../test/fixtures.ts";
import { openAuditFiles } from "./index.ts";
import { describeAuditLog } from "./testing.ts";

describeAuditLog("JSON lines", {
  place: async () => {
    const home = await testHome();
    return { home, open: () => openAuditFiles({ home }) };
  },
});
