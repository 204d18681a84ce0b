import { chatCompletion, jsonAnswer } from "@infershield/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy, textOf } from "./harness.ts";
import { attack, echo, echoStream, lastPrompt, recordsOf, secret, toolCall } from "./judged.ts";

const placeholder = /IFSX_AWS_ACCESS_KEY_[A-Z2-7]{16}_X/;

let proxy: TestProxy;
beforeAll(async () => {
  proxy = await startTestProxy();
});
afterAll(() => proxy.close());

describe("redact", () => {
  it("sends a placeholder and gives the client its own value back, in JSON", async () => {
    proxy.upstream.next(echo);
    const response = await proxy.chat(chatBody(`Is ${secret} valid?`));
    expect(response.status).toBe(200);
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    expect(Number(response.headers.get("x-infershield-risk-score"))).toBeGreaterThan(0);
    const answer = (await response.json()) as { choices: { message: { content: string } }[] };
    expect(answer.choices[0]?.message.content).toBe(`You said: Is ${secret} valid?`);
    expect(lastPrompt(proxy)).toMatch(new RegExp(`^Is ${placeholder.source} valid\\?$`));
    expect(proxy.upstream.requests.at(-1)?.body.toString()).not.toContain(secret);
  });

  it("restores a placeholder that a stream cuts into pieces", async () => {
    proxy.upstream.next(echoStream);
    const response = await proxy.chat(chatBody(`Is ${secret} valid?`, { stream: true }));
    const text = await response.text();
    expect(textOf(text)).toBe(`Is ${secret} valid?`);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(lastPrompt(proxy)).toMatch(placeholder);
  });

  it("changes nothing but the secret's own bytes", async () => {
    const body = `{"model": "gpt-test",\n "seed":12345678901234567890, "messages":[{"role":"user","content":"h\\u00e9 ${secret} \\/"}]}`;
    await proxy.chat(body);
    const [found] = placeholder.exec(proxy.upstream.requests.at(-1)?.body.toString() ?? "") ?? [];
    expect(proxy.upstream.requests.at(-1)?.body.toString()).toBe(body.replace(secret, found ?? "no placeholder"));
  });

  it("takes a secret out of a text file that is sent in base64, and says which requests it could not read whole", async () => {
    const note = `first line\nkey = ${secret}\nlast line\n`;
    const file = (filename: string, bytes: Buffer) => ({
      type: "file",
      file: { filename, file_data: `data:;base64,${bytes.toString("base64")}` },
    });
    const ask = (block: object) => proxy.chat({ model: "m", messages: [{ role: "user", content: [block] }] });
    const response = await ask(file("notes.txt", Buffer.from(note)));
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    expect(response.headers.get("x-infershield-scan")).toBe("full");
    const sent = /base64,([^"]+)"/.exec(proxy.upstream.requests.at(-1)?.body.toString() ?? "")?.[1];
    const forwarded = Buffer.from(sent ?? "", "base64").toString();
    const [found] = placeholder.exec(forwarded) ?? [];
    expect(forwarded).toBe(note.replace(secret, found ?? "no placeholder"));
    const image = await ask(file("a.png", Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1")));
    expect(image.headers.get("x-infershield-scan")).toBe("partial");
    expect((await recordsOf(proxy, image)).map(({ partial }) => partial)).toEqual([true, true]);
    expect((await recordsOf(proxy, response)).map(({ partial }) => partial)).toEqual([undefined, undefined]);
  });

  it("uses the same placeholder in every turn of a conversation and another one in another", async () => {
    const sentIn = async (conversation: string): Promise<string | undefined> => {
      await proxy.chat(chatBody(`Is ${secret} valid?`, { prompt_cache_key: conversation }));
      return placeholder.exec(lastPrompt(proxy))?.[0];
    };
    const first = await sentIn("one");
    expect(first).toBeDefined();
    expect(await sentIn("one")).toBe(first);
    expect(await sentIn("two")).not.toBe(first);
  });

  it("replaces a secret that the model came up with by itself", async () => {
    proxy.upstream.next(jsonAnswer(chatCompletion(`Use ${secret} then.`)));
    const response = await proxy.chat(chatBody("Which key?"));
    const text = await response.text();
    expect(text).not.toContain(secret);
    expect(text).toContain("Use [removed by InferShield: rule secret.aws_access_key] then.");
    expect(response.headers.get("x-infershield-verdict")).toBe("allow");
    expect((await recordsOf(proxy, response)).at(-1)).toMatchObject({ decision: "redact", outcome: "completed" });
  });

  it("keeps a secret in a name or an id, and leaves the ids of calls as they are", async () => {
    const id = "call_0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
    const messages = [
      { role: "user", name: secret, content: "hi" },
      { role: "assistant", tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: id, content: "done" },
    ];
    proxy.upstream.next(jsonAnswer(chatCompletion("ok")));
    const response = await proxy.chat({ model: "m", prompt_cache_key: secret, messages });
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    const sent = proxy.upstream.requests.at(-1)?.body.toString() ?? "";
    expect(sent).not.toContain(secret);
    expect(sent.split(id)).toHaveLength(3);
  });

  it("puts a notice in place of an injection inside a tool result, and goes on", async () => {
    const messages = [
      { role: "user", content: "Read the page." },
      { role: "assistant", content: null, tool_calls: [toolCall("cat page.txt")] },
      { role: "tool", tool_call_id: "call_1", content: `A page about cats. ${attack}` },
    ];
    const response = await proxy.chat({ model: "gpt-test", messages });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    expect(lastPrompt(proxy)).toMatch(/^\[removed by InferShield: rule injection\.\w+\]$/);
  });

  it("puts a notice in place of an injection in a file that the person attached: the file comes again with every turn", async () => {
    const file = { filename: "notes.txt", file_data: Buffer.from(`Notes about cats. ${attack}`).toString("base64") };
    const content = [
      { type: "text", text: "Sum up the notes." },
      { type: "file", file },
    ];
    const response = await proxy.chat({ model: "gpt-test", messages: [{ role: "user", content }] });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    const sent = /"file_data":"([^"]+)"/.exec(proxy.upstream.requests.at(-1)?.body.toString() ?? "")?.[1] ?? "";
    expect(Buffer.from(sent, "base64").toString()).toMatch(/^\[removed by InferShield: rule injection\.\w+\]$/);
  });

  it("scans what a provider says with an error, and passes nothing on that it cannot read", async () => {
    proxy.upstream.next(jsonAnswer({ error: { message: `Bad key ${secret}` } }, { status: 400 }));
    const response = await proxy.chat(chatBody("hi"));
    expect(response.status).toBe(400);
    expect((await errorOf(response))["message"]).not.toContain(secret);
    proxy.upstream.next({ status: 404, headers: { "content-type": "text/html" }, steps: [`<p>${secret}</p>`] });
    const page = await proxy.chat(chatBody("hi"));
    expect(page.status).toBe(404);
    expect(page.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await errorOf(page)).toMatchObject({ code: "upstream_error" });
  });

  it("leaves no secret in the audit log", async () => {
    await proxy.chat(chatBody(`Is ${secret} valid?`));
    const log = JSON.stringify(await proxy.records());
    expect(log).toContain("secret.aws_access_key");
    expect(log).not.toContain(secret);
  });
});

describe("a secret that is split over two texts of one message", () => {
  const halves = ["sk_live_9fK2mQ7x", "Vb3LpR8sTz5WcY1d"];
  const blocks = (texts: readonly string[]) => texts.map((text) => ({ type: "text", text }));

  it("is taken out of both", async () => {
    const content = blocks([`The key is ${halves[0]}`, `${halves[1]} as you see.`]);
    const response = await proxy.chat({ model: "m", messages: [{ role: "user", content }] });
    expect(response.headers.get("x-infershield-verdict")).toBe("redact");
    const seen = proxy.upstream.requests.at(-1)?.body.toString() ?? "";
    for (const half of halves) expect(seen).not.toContain(half);
    expect(seen).toContain("The key is IFSX_");
    expect(seen).toContain(" as you see.");
  });

  it("is none when something stands between, or when two messages hold it", async () => {
    const apart = [
      [{ role: "user", content: blocks([`${halves[0]} `, `${halves[1]}`]) }],
      halves.map((content) => ({ role: "user", content })),
    ];
    for (const messages of apart) {
      const response = await proxy.chat({ model: "m", messages });
      expect(response.headers.get("x-infershield-verdict")).toBe("allow");
    }
  });
});
