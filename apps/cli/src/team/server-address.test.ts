import { expect, test } from "vitest";
import { CliError } from "../cli-error.ts";
import { serverAddress } from "./server-address.ts";

test.each([
  ["https://gate.example:8001", "https://gate.example:8001"],
  ["https://gate.example/", "https://gate.example"],
  ["http://127.0.0.1:8001", "http://127.0.0.1:8001"],
  ["http://localhost:8001/", "http://localhost:8001"],
  ["http://[::1]:8001", "http://[::1]:8001"],
])("%s is a server at %s", (text, origin) => {
  expect(serverAddress(text)).toBe(origin);
});

test.each([
  "gate.example:8001",
  "http://gate.example:8001",
  "http://127.0.0.1.evil.example",
  "ftp://gate.example",
  "https://user:secret@gate.example",
  "https://gate.example/admin",
  "https://gate.example?x=1",
  "",
])("%s is refused before anything is sent", (text) => {
  expect(() => serverAddress(text)).toThrow(expect.objectContaining({ constructor: CliError, code: "INVALID_USAGE" }));
});
