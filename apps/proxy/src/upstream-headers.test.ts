import fc from "fast-check";
import { expect, it } from "vitest";
import { returnedHeaders, upstreamHeaders } from "./upstream-headers.ts";

it("passes no value with a control character or beyond ASCII, in either direction", () => {
  const odd = fc.constantFrom("\r\nx: 1", "\n", "\0", "\u007f", "é", "\u2028", "\ud800");
  fc.assert(
    fc.property(fc.string(), odd, fc.string(), (before, character, after) => {
      const value = before + character + after;
      expect(upstreamHeaders({ "user-agent": value, "x-session-id": value }, "openai", {})).toEqual({});
      expect(returnedHeaders({ "x-request-id": value, "retry-after": value })).toEqual({});
    }),
    { numRuns: 200 },
  );
});

it.each([
  `tool ifsp_${"a".repeat(49)}`,
  `tool (sk_live_${"9fK2mQ7xVb3LpR8sTz5WcY1d"})`,
  `ghp_${"a1B2c3D4e5F6g7H8i9J0".repeat(2)}`,
  '{"remotes":{"origin":"https://dana:correct-horse@git.example/a.git"}}',
  '{"remotes":{"origin":"https://:fake-pat-0a1b2c@git.example/a.git"}}',
])("sends no header upstream that holds a credential: %s", (agent) => {
  const plain = '{"remotes":{"origin":"https://acme@git.example:8443/a.git","up":"git@git.example:a/b"}}';
  expect(upstreamHeaders({ "x-codex-turn-metadata": plain }, "openai", {})).toEqual({ "x-codex-turn-metadata": plain });
  const headers = { "user-agent": agent, "x-session-id": "01a20058-56f8-76b1-8d75-abb0bd779600" };
  expect(upstreamHeaders(headers, "openai", {})).toEqual({ "x-session-id": headers["x-session-id"] });
});
