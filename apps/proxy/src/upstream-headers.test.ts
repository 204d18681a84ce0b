import { expect, it } from "vitest";
import { upstreamHeaders } from "./upstream-headers.ts";

it("sends no header upstream that holds an InferShield token", () => {
  const headers = { "user-agent": `tool ifsp_${"a".repeat(49)}`, "x-session-id": "s-1" };
  expect(upstreamHeaders(headers, "openai", {})).toEqual({ "x-session-id": "s-1" });
});
