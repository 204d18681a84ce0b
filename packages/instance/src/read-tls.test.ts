import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selfSignedCertificate } from "@infershield/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ConfigError } from "./config-error.ts";
import { readTls } from "./read-tls.ts";

let folder: string;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "infershield-tls-"));
  const [one, other] = [selfSignedCertificate(["localhost"]), selfSignedCertificate(["localhost"])];
  await writeFile(file("cert.pem"), one.cert);
  await writeFile(file("key.pem"), one.key);
  await writeFile(file("other.pem"), other.key);
  await writeFile(file("text.pem"), "no PEM");
});
afterAll(() => rm(folder, { recursive: true }));

test("a certificate with its key is read, and nothing where none is configured", async () => {
  const files = await readTls({ tls: { cert: file("cert.pem"), key: file("key.pem") } });
  expect(files?.cert.toString()).toContain("BEGIN CERTIFICATE");
  expect(await readTls({ tls: {} })).toBeUndefined();
});

test.each([
  ["absent.pem", "key.pem"],
  ["cert.pem", "absent.pem"],
  ["text.pem", "key.pem"],
  ["cert.pem", "other.pem"],
])("%s with %s is a fault of the configuration", async (cert, key) => {
  const reading = readTls({ tls: { cert: file(cert), key: file(key) } });
  await expect(reading).rejects.toBeInstanceOf(ConfigError);
  await expect(reading).rejects.toMatchObject({ code: "INVALID_CONFIG" });
});
