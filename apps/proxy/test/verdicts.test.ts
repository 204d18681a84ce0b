import { jsonAnswer, sseAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy, textOf } from "./harness.ts";
import { attack, echo, echoStream, lastPrompt, recordsOf, secret, toolCall } from "./judged.ts";

let proxy: TestProxy;
let monitor: TestProxy;
let seenBefore: number;

beforeAll(async () => {
  proxy = await startTestProxy();
  monitor = await startTestProxy({ flags: { enforcement: "monitor" } });
});

afterAll(async () => {
  await proxy.close();
  await monitor.close();
});

beforeEach(() => {
  seenBefore = proxy.upstream.requests.length;
});

const newCalls = (): number => proxy.upstream.requests.length - seenBefore;

describe("block", () => {
  it("refuses an attack before anything leaves, names the rules and never the text", async () => {
    for (const stream of [false, true]) {
      const response = await proxy.chat(chatBody(attack, { stream }));
      expect(response.status).toBe(403);
      expect(response.headers.get("x-infershield-verdict")).toBe("block");
      const error = await errorOf(response);
      expect(error).toMatchObject({ type: "firewall_block", code: "firewall_block", threats: expect.any(Array) });
      expect(error["message"]).toMatch(/^Request blocked by InferShield: injection\./);
      expect(error["risk_score"]).toBeGreaterThanOrEqual(80);
      expect(error["findings"]).toContainEqual(expect.objectContaining({ path: "/messages/0/content" }));
      expect(JSON.stringify(error)).not.toContain("word for word");
      const records = await recordsOf(proxy, response);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({ phase: "terminal", decision: "block", blocked: true, outcome: "blocked" });
    }
    expect(newCalls()).toBe(0);
  });

  it("replaces a whole answer that holds a destructive call", async () => {
    proxy.upstream.next(
      jsonAnswer({
        id: "c",
        object: "chat.completion",
        model: "gpt-test",
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: null, tool_calls: [toolCall("sudo rm -rf --no-preserve-root /")] },
            finish_reason: "tool_calls",
          },
        ],
      }),
    );
    const response = await proxy.chat(chatBody("Clean up."));
    expect(response.status).toBe(403);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code: "firewall_block", threats: ["command.destroy"] });
    expect(error["message"]).toMatch(/^Answer blocked/);
    expect(
      (await recordsOf(proxy, response)).map(({ phase, decision, blocked, outcome }) => ({
        phase,
        decision,
        blocked,
        outcome,
      })),
    ).toEqual([
      expect.objectContaining({ phase: "intent", decision: "allow" }),
      { phase: "outcome", decision: "block", blocked: true, outcome: "blocked" },
    ]);
  });

  it("ends a stream with an error event and no [DONE], and cancels the upstream", async () => {
    const pieces = JSON.stringify({ command: "sudo rm -rf --no-preserve-root / ; echo done" }).match(/.{1,5}/gs) ?? [];
    const delta = (delta: object): object => ({
      id: "c",
      object: "chat.completion.chunk",
      model: "gpt-test",
      choices: [{ index: 0, delta, finish_reason: null }],
    });
    proxy.upstream.next(
      sseAnswer([
        delta({ role: "assistant", content: "On it. " }),
        delta({
          tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "bash", arguments: "" } }],
        }),
        ...pieces.map((piece) => delta({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
        { ...delta({}), choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
        "hang",
      ]),
    );
    const response = await proxy.chat(chatBody("Clean up.", { stream: true }));
    const text = await response.text();
    expect(textOf(text)).toBe("On it. ");
    expect(text).toContain('"infershield_code":"firewall_block"');
    expect(text).not.toContain("[DONE]");
    expect(text).not.toContain('finish_reason":"tool_calls');
    expect(newCalls()).toBe(1);
    await proxy.upstream.requests.at(-1)?.cancelled;
    expect((await recordsOf(proxy, response)).at(-1)).toMatchObject({
      decision: "block",
      outcome: "blocked",
      status: 200,
    });
  });
});

describe("monitor mode", () => {
  it("forwards unchanged and says what it would have done", async () => {
    for (const [content, verdict] of [
      [`Is ${secret} valid?`, "redact"],
      [attack, "block"],
    ] as const) {
      for (const stream of [false, true]) {
        monitor.upstream.next(stream ? echoStream : echo);
        const response = await monitor.chat(chatBody(content, { stream }));
        expect(response.status).toBe(200);
        expect(response.headers.get("x-infershield-verdict")).toBe(verdict);
        expect(response.headers.get("x-infershield-enforced")).toBe("false");
        expect(lastPrompt(monitor)).toBe(content);
        const text = await response.text();
        expect(stream ? textOf(text) : text).toContain(content);
        expect((await recordsOf(monitor, response)).at(-1)).toMatchObject({
          decision: verdict,
          blocked: false,
          enforced: false,
          outcome: "completed",
        });
      }
    }
  });
});

describe("what cannot be scanned", () => {
  it("is said: an image makes the scan partial", async () => {
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
    ];
    const response = await proxy.chat({ model: "gpt-test", messages: [{ role: "user", content }] });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-infershield-scan")).toBe("partial");
  });
});
