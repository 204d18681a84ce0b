import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Secret } from "@infershield/core";
import { expect, test } from "vitest";
import { providerAt } from "./people.ts";
import { tryCustody } from "./readme-example.ts";
import { startRotatingServer } from "./rotating-server.ts";

test("the README's example does what it says", async () => {
  const example = await readFile(join(import.meta.dirname, "readme-example.ts"), "utf8");
  expect(await readFile(join(import.meta.dirname, "../README.md"), "utf8")).toContain(example);
  const server = await startRotatingServer();
  const { accessToken, refreshToken } = server.issue();
  const tokenSet = {
    accessToken: new Secret(accessToken),
    refreshToken: new Secret(refreshToken),
    tokenType: "bearer",
    receivedAt: Date.now(),
  };
  expect(await tryCustody(providerAt(server.url), tokenSet)).toEqual([
    "authorization for https://api.acme.example",
    "renewed",
    "revoked",
  ]);
  await server.close();
});
