import type { Principal, PromptPart } from "@infershield/core";
import { expect, test } from "vitest";
import { createConversations } from "./conversations.ts";

const person = (userId: string): Principal => ({
  kind: "token",
  tenant: "default",
  userId,
  scopes: [],
  providers: "all",
});
const tool = (text: string): PromptPart => ({
  role: "tool_definition",
  path: "/tools/0/function/description",
  text,
  tool: "read",
});

/** Whether the conversation remembers another description of the tool. */
function remembers(conversations: ReturnType<typeof createConversations>, userId: string, name: string): boolean {
  const turn = conversations.begin(person(userId), () => name, [tool(crypto.randomUUID())], []);
  return turn?.findings.length === 1;
}

test("each person and each conversation is remembered apart", () => {
  const conversations = createConversations();
  for (const [userId, name] of [
    ["a", "1"],
    ["a", "2"],
    ["b", "1"],
  ] as const) {
    expect(remembers(conversations, userId, name)).toBe(false);
    expect(remembers(conversations, userId, name)).toBe(true);
  }
  expect(conversations.size).toBe(3);
});

test("a request without tools is no step and is not remembered", () => {
  const conversations = createConversations();
  const named = (): never => {
    throw new Error("asked");
  };
  expect(conversations.begin(person("a"), named, [{ role: "user", path: "/a", text: "hi" }], [])).toBeUndefined();
  expect(conversations.size).toBe(0);
});

test("a person's oldest conversation goes first, then the oldest of who was away for longest", () => {
  const conversations = createConversations({ perPerson: 2, inAll: 4 });
  for (const name of ["1", "2", "1", "3"]) remembers(conversations, "a", name);
  expect(remembers(conversations, "a", "1")).toBe(true);
  for (const userId of ["b", "c"]) remembers(conversations, userId, "1");
  expect(conversations.size).toBe(4);
  remembers(conversations, "d", "1");
  expect(conversations.size).toBe(4);
  expect(remembers(conversations, "b", "1")).toBe(true);
  expect(remembers(conversations, "a", "1")).toBe(true);
  expect(remembers(conversations, "a", "3")).toBe(false);
});
