import { expect, it } from "vitest";
import { upstreamHeaders } from "./upstream-headers.ts";

it.each([
  `tool ifsp_${"a".repeat(49)}`,
  `tool (sk_live_${"9fK2mQ7xVb3LpR8sTz5WcY1d"})`,
  `ghp_${"a1B2c3D4e5F6g7H8i9J0".repeat(2)}`,
])("sends no header upstream that holds a credential: %s", (agent) => {
  const headers = { "user-agent": agent, "x-session-id": "01a20058-56f8-76b1-8d75-abb0bd779600" };
  expect(upstreamHeaders(headers, "openai", {})).toEqual({ "x-session-id": headers["x-session-id"] });
});
