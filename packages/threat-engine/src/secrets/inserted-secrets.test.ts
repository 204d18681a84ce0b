import { expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

test.each([
  ["INSERT INTO users (name, password) VALUES ('bob', 'F4lcon-77');", ["F4lcon-77"]],
  ['insert into "app"."users" ("id", "api_key", "at") values (7, \'F4lcon-77\', now());', ["F4lcon-77"]],
  ["INSERT INTO users (id, at, pwd)\nVALUES\n  (1, date(2, 3), 'it''s-F4lcon-77')", ["it''s-F4lcon-77"]],
  ["INSERT INTO u (n, pass) VALUES ('a', 'F4lcon-77'), ('b', 'F4lcon-88');", ["F4lcon-77'), ('b', 'F4lcon-88"]],
  [
    "INSERT INTO u (n, pass) VALUES ('a', 'F4lcon-77'); INSERT INTO u (n, pass) VALUES ('b', 'F4lcon-88')",
    ["F4lcon-77", "F4lcon-88"],
  ],
])("%s writes secrets", (text, secrets) => {
  expect(found(text)).toEqual(secrets);
});

test.each([
  "INSERT INTO users (name, password) VALUES ('bob-2031-X', 'password');",
  "INSERT INTO users (name, password) VALUES ('bob', $2);",
  "INSERT INTO users (name, password) VALUES ('bob-2031-X', crypt('x', 'y'));",
  "INSERT INTO users (name, password_hash) VALUES ('bob', 'F4lcon-77');",
  "INSERT INTO t (id, name) VALUES (1, 'F4lcon-77');",
  "INSERT INTO t (id, name, password) VALUES (1, 'F4lcon-77'",
])("%s writes none", (text) => {
  expect(found(text)).toEqual([]);
});
