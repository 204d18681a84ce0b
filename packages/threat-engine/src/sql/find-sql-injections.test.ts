import { expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();

function isReported(text: string): boolean {
  return engine.scanParts([{ role: "user", path: "", text }]).some(({ category }) => category === "sql_injection");
}

test.each([
  "SELECT * FROM users WHERE name = 'x' OR '1'='1'",
  "SELECT user, password FROM mysql.user",
  '{"username": {"$ne": null}, "password": {"$ne": null}}',
  "login=admin&password[$ne]=x",
  '{"$where": "this.password.length > 0"}',
  "1 union all select 1,2",
  "'yes' or 'no'; drop table users--",
  "'yes' or 'no' union select 1,2",
  "where a = 'x' or 1=1",
])("%s is reported", (text) => {
  expect(isReported(text)).toBe(true);
});

test.each([
  "What is the difference between UNION and UNION ALL?",
  'db.items.find({"price": {"$gt": 10, "$lt": 20}})',
  'users.find({"deletedAt": {"$ne": null}})',
  "SELECT name FROM users WHERE role = 'admin' OR role = 'owner'",
  "WHERE status = 'open' OR status = 'new'",
  "'yes' and 'no'",
  '"--force" or "-f"',
])("%s is not", (text) => {
  expect(isReported(text)).toBe(false);
});
