import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { apiReport } from "./api-report.ts";

test("a report holds what the entries reach, once each, and nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "infershield-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "dist/deep"), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, "dist", name), text);
  write("index.d.ts", 'export { b } from "./b.ts";\nexport type { C } from "./deep/c.ts";\n');
  write("testing.d.ts", 'export { b } from "./b.ts";\n');
  write("b.d.ts", 'import { x } from "elsewhere";\nexport declare const b: import("./deep/d.ts").D;\n');
  write("deep/c.d.ts", 'import { b } from "../b.ts";\nexport type C = typeof b;\n');
  write("deep/d.d.ts", "export type D = 1;\n");
  write("private.d.ts", "export type Hidden = 1;\n");
  const report = apiReport({ name: "a", folder, declarations: ["./dist/index.d.ts", "./dist/testing.d.ts"] });
  const files = report
    .split("\n")
    .filter((line) => line.startsWith("// "))
    .slice(1);
  expect(files).toEqual(["// b.d.ts", "// deep/c.d.ts", "// deep/d.d.ts", "// index.d.ts", "// testing.d.ts"]);
  expect(report).toContain("export type D = 1;");
});
