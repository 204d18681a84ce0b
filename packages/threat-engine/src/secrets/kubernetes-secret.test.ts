import { expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
const value = "dlEzLWxhbXAtNzI=";

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ rule }) => rule === "secret.kubernetes_secret")
    .map(({ start, end }) => text.slice(start, end));
}

test("passwords of examples are none, and a value beside them is", () => {
  const manifest = (password: string): string =>
    `apiVersion: v1\nkind: Secret\ndata:\n  username: YWRtaW4=\n  password: ${password}\n`;
  expect(found(manifest("cGFzc3dvcmQ="))).toEqual([]);
  expect(found(manifest(value))).toEqual([value]);
});

test.each([
  ["behind its kind", `kind: Secret\nmetadata:\n  name: db\ndata:\n  user: ${value}\n`, value],
  ["before its kind", `apiVersion: v1\ndata:\n  user: ${value}\nkind: Secret\n`, value],
  ["in words", `kind: Secret\nstringData:\n  login: "vQ3-lamp-72"\ntype: Opaque\n`, "vQ3-lamp-72"],
  ["behind an empty line", `\nkind: Secret\ndata:\n  user: ${value}\n`, value],
  ["several", `kind: Secret\ndata:\n  a: ${value}\n  b: ${value}\n`, `${value}\n  b: ${value}`],
  ["in a list", `kind: ConfigMap\ndata:\n  a: plain-text\n---\nkind: Secret\ndata:\n  a: ${value}\n`, value],
])("the values of a manifest are found %s", (_, text, secret) => {
  expect(found(text)).toEqual([secret]);
});

test.each([
  ["another kind", `kind: ConfigMap\ndata:\n  user: ${value}\n`],
  ["a template", "kind: Secret\ndata:\n  user: {{ .Values.user }}\n"],
  ["another manifest's data", `kind: Secret\ntype: Opaque\n---\nkind: ConfigMap\ndata:\n  user: ${value}\n`],
  ["names and labels", "kind: Secret\nmetadata:\n  name: database-login\n  labels:\n    app: shop-frontend\n"],
  ["a placeholder", "kind: Secret\nstringData:\n  login: changeme\n"],
  ["a sentence", "The kind: Secret resource\ndata:\n  user: something\n"],
])("%s holds none", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("kinds that stand there a hundred thousand times take time in proportion", () => {
  expect(found("kind: Secret\n".repeat(100_000))).toEqual([]);
});
