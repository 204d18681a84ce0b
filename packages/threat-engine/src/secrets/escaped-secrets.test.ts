import { describe, expect, test } from "vitest";
import { createThreatEngine } from "../threat-engine.ts";

const engine = createThreatEngine();
/** Random characters, put together here so that no tool takes this file for a leak. */
const drawn = ["q7Zk29xW", "mB4tLr8s", "Pf3vHd6y"].join("");
const accessKey = ["AKIA", "Z7QW2MX4", "TB9LR5KD"].join("");

/** The stretches that a redaction would replace. */
function found(text: string): readonly string[] {
  return engine
    .scanParts([{ role: "tool_result", path: "", text }])
    .filter(({ category }) => category === "secret")
    .map(({ start, end }) => text.slice(start, end));
}

/** As a program may write the character in a string. */
function escaped(character: string, form: "u" | "x" = "u"): string {
  const code = character.charCodeAt(0).toString(16);
  return form === "u" ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}

describe("secrets whose characters are escaped", () => {
  test.each(["postgres", "mysql", "redis", "https", "mongodb+srv"])("a connection string of %s", (scheme) => {
    const url = `${scheme}:\\/\\/app:${drawn}@db.firm.net:5432\\/shop`;
    expect(found(`{"url":"${url}","pool":5}`)).toEqual([url]);
    // A string of a string.
    const twice = url.replaceAll("\\", "\\\\\\");
    expect(found(`{\\"url\\":\\"${twice}\\"}`)).toEqual([twice]);
    const signs = `${scheme}://app:Tr1cky\\u0026${drawn}@db.firm.net/shop?a=1\\u0026b=2`;
    expect(found(`{"url":"${signs}"}`)).toEqual([signs]);
  });

  test("a connection string of a file that is told in a string", () => {
    const file = JSON.stringify({ url: `postgres:__app:${drawn}@db.firm.net:5432_shop` }).replaceAll("_", "\\/");
    for (const text of [file, JSON.stringify({ file }), JSON.stringify(JSON.stringify({ file }))]) {
      const [secret = ""] = found(text);
      expect(secret).toContain("postgres:");
      expect(secret).toContain(drawn);
      expect(secret).toMatch(/shop$/);
    }
  });

  test("a webhook", () => {
    const hook = `hooks.slack.com\\/services\\/T0QK7ZB2M\\/B04XW9LRT\\/${drawn}`;
    expect(found(`{"hook":"https:\\/\\/${hook}"}`)).toEqual([hook]);
  });

  test.each([0, 3, 4, 11, 19])("a token of which one character is escaped, the one at %i", (at) => {
    for (const form of ["u", "x"] as const) {
      const written = accessKey.slice(0, at) + escaped(accessKey.charAt(at), form) + accessKey.slice(at + 1);
      expect(found(`const id = "${written}";`)).toEqual([written]);
      const twice = written.replace("\\", "\\\\");
      expect(found(`"const id = \\"${twice}\\";"`)).toEqual([twice]);
    }
  });

  test("a token with characters in braces, or before letters that could be more digits", () => {
    for (const code of ["{5a}", "{005A}", "{00005a}", "005a"]) {
      const written = accessKey.replace("Z", `\\u${code}`);
      expect(found(`const id = "${written}";`)).toEqual([written]);
    }
    const token = `${["ghp", "x"].join("_")}${drawn.slice(0, 9)}`;
    expect(found(`{"password":"${token}\\u0040bead77"}`)).toEqual([`${token}\\u0040bead77`]);
  });

  test("a name of a secret, of which a character is escaped", () => {
    expect(found(`{"p${escaped("a")}ssword":"${drawn}"}`)).toEqual([drawn]);
  });

  test.each([
    ["[db]\npass = kettle2031", "kettle2031"],
    ["[db]\npassword = kettle2031\nuser = bob", "kettle2031"],
    ["db.firm.net:5432:shop:bob:F4lcon-77", "F4lcon-77"],
    ["machine git.firm.net\nlogin bob\npassword F4lcon-77", "F4lcon-77"],
    ['smtp.login("bob", "F4lcon-77")', "F4lcon-77"],
    ['ConvertTo-SecureString "F4lcon-77" -AsPlainText', "F4lcon-77"],
    ['echo "bob:F4lcon-77" | chpasswd', "F4lcon-77"],
    ['curl -u "bob:F4lcon-77" https://firm.net', "bob:F4lcon-77"],
    ['<property name="password">kettle2031</property>', "kettle2031"],
    ["my password: kettle2031 can you log in?", "kettle2031"],
    ["`pass: kettle2031`", "kettle2031"],
  ])("%s, in itself and in a string of JSON", (text, secret) => {
    expect(found(text)).toEqual([secret]);
    expect(found(JSON.stringify({ content: text }))).toEqual([secret]);
  });

  test.each([
    `{"content":"login(\\"name\\", \\"password\\")"}`,
    `{"content":"net use Z: \\\\srv\\new /user:bob"}`,
    `{"url":"https:\\/\\/api.firm.net\\/v2\\/users\\/2031"}`,
    `{"author":"Bob \\u0026 Alice \\u003cbob\\u003e"}`,
    "const address = /^https?:\\/\\/[^@]+@firm$/;",
    "const letters = /[\\u0041-\\u005a\\x30-\\x39]/;",
    `{"url":"postgres:\\/\\/app:\${DB_PASSWORD}@db.firm.net\\/shop"}`,
  ])("%s holds none", (text) => {
    expect(found(text)).toEqual([]);
  });
});
