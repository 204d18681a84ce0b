import { writeFileSync } from "node:fs";
import { createPrivateFolder, type Home } from "@infershield/home";
import { beforeEach, expect, test } from "vitest";
import { testHome } from "../test/fixtures.ts";
import { AuditError, liftHold, listHolds, placeHold } from "./index.ts";

let home: Home;

beforeEach(async () => {
  home = await testHome();
  await createPrivateFolder(home.file("audit"));
});

test("a hold is placed beside others, replaced by one of its name, and lifted", async () => {
  expect(await listHolds(home)).toEqual([]);
  await placeHold(home, { name: "case 7", userId: "mara" });
  await placeHold(home, { name: "case 8" });
  await placeHold(home, { name: "case 7", userId: "alex" });
  expect(await listHolds(home)).toEqual([{ name: "case 8" }, { name: "case 7", userId: "alex" }]);
  await liftHold(home, "case 9");
  await liftHold(home, "case 8");
  expect(await listHolds(home)).toEqual([{ name: "case 7", userId: "alex" }]);
});

test.each(["", "{", "{}", "null", "[7]", "[null]", '[{"userId":"mara"}]', '[{"name":7}]', '[{"name":"a","userId":7}]'])(
  "a file of holds with %j stops whoever would delete",
  async (text) => {
    await placeHold(home, { name: "case 7" });
    writeFileSync(home.file("audit", "holds.json"), text);
    await expect(listHolds(home)).rejects.toMatchObject({ constructor: AuditError, code: "AUDIT_CORRUPT" });
    await expect(liftHold(home, "case 7")).rejects.toMatchObject({ code: "AUDIT_CORRUPT" });
  },
);
