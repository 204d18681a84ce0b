import { expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";
import { looksGenerated } from "./generated-password.ts";

const engine = createThreatEngine();
/** Drawn from all signs of a keyboard, put together here so that no tool takes this file for a leak. */
const passwords = [
  ["k{9)xQ", "z$w!", "3[Lm"],
  [`\${h4)Z`, "o]p{e7", "Nd>_#"],
  ["<b7&T", "r(2%sK", "=9qA"],
  ["%(m3X", "f]s|8V", "kW~1"],
].map((parts) => parts.join(""));

function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

test.each(passwords)(
  "%s is a password in quotes and at the end of a line of settings, whatever signs it holds",
  (password) => {
    expect(found(`const password = "${password}";`)).toEqual([password]);
    expect(found(`db_password: '${password}'\n`)).toEqual([password]);
    expect(found(`DB_HOST=db\nDB_PASSWORD=${password}\nDB_PORT=5432\n`)).toEqual([password]);
    expect(found(`[client]\npassword = ${password}\nuser = app\n`)).toEqual([password]);
    expect(found(`CREATE USER 'app'@'%' IDENTIFIED BY '${password}';`)).toEqual([password]);
  },
);

test.each([
  `\${DB_PASSWORD}`,
  "{{ .Values.db.password }}",
  "{{vault.Db_Pass1}}",
  "$(cat /run/secrets/Db1)",
  "%(DbPassword1)s",
  "<YourPassw0rd>",
  "users[0].getPassword()",
  "^(?=.*[A-Z])(?=.*\\d).{8,}$",
  "[^A-Za-z0-9_]{8,20}",
  "getEnv('DB_1')",
  "#{node['db']['P1']}",
  `@Value(\${x.y1})`,
  "[REDACTED_1]",
  "P@ssw0rd!",
])("%s was drawn by no program", (text) => {
  expect(looksGenerated(text)).toBe(false);
});

test.each([
  `password = "\${DB_PASSWORD}"`,
  'password: "{{ .Values.db.password }}"',
  "DB_PASSWORD=$(cat /run/secrets/Db1)",
  "password = get_pass(Cfg1,user[2])",
  "password: z.string().regex(/^(?=.*[A-Z])(?=.*\\d).{8,}$/),",
  "password:e.A[0]+t.b(1),n:f.G2(h)",
])("%s holds none", (text) => {
  expect(found(text)).toEqual([]);
});
