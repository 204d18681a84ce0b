import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

// A provider that answers at once: JSON, or a stream of one small event every few milliseconds or as often as the request asks (`EVENTS.MILLISECONDS`). A process of its own, so that its CPU is not
// counted.

const answer = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_700_000_000,
  model: "bench",
  choices: [{ index: 0, message: { role: "assistant", content: "word ".repeat(300) }, finish_reason: "stop" }],
  usage: { prompt_tokens: 500, completion_tokens: 300, total_tokens: 800 },
});
const event = `data: ${JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1_700_000_000,
  model: "bench",
  choices: [{ index: 0, delta: { content: "some words " }, finish_reason: null }],
})}\n\n`;

const server = createServer((incoming, outgoing) => {
  const [events = 0, everyMs = 25] = String(incoming.headers["x-session-id"] ?? 0)
    .split(".")
    .map(Number);
  incoming.resume().on("end", () => {
    if (events === 0) {
      outgoing.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) });
      outgoing.end(answer);
      return;
    }
    outgoing.writeHead(200, { "content-type": "text/event-stream" });
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1;
      if (sent <= events) outgoing.write(event);
      else {
        clearInterval(timer);
        outgoing.end("data: [DONE]\n\n");
      }
    }, everyMs);
    outgoing.once("close", () => clearInterval(timer));
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `http://127.0.0.1:${port}` });
});
process.once("disconnect", () => process.exit());
