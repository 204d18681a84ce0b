import { jsonAnswer, type UpstreamAnswer, type UpstreamRequest } from "@infershield/testkit";
import { answerInDialect, type Reply } from "./answers.ts";

/** What the scripts for SDKs expect in an answer; the model's name in a request says which. */
const replies: Readonly<Record<string, Reply>> = {
  "say-hello": { pieces: ["Hello from ", "the provider"] },
  "call-tool": { tool: "look_up", input: { city: "Bern" } },
};
const requestId = "provider-request-1";

/**
 * Answers a script for an SDK: a text, a call, numbers, an error of the provider's, or a stream that goes on until the client leaves.
 *
 * @returns 404 for a model that is none of these
 */
export function answerFeature(request: UpstreamRequest): UpstreamAnswer {
  const { pathname } = new URL(request.target, "http://upstream");
  const body = request.body.toString("utf8");
  const model = /"model"\s*:\s*"([^"]*)"/.exec(body)?.[1] ?? /models\/([^:/]*)/.exec(pathname)?.[1] ?? "";
  const known = replies[model.replace("models/", "")];
  if (request.method === "GET") return jsonAnswer(list);
  const numbers = numbersFor(pathname, body);
  if (numbers) return jsonAnswer(numbers);
  if (known) return answerInDialect(request, known, true);
  if (model === "go-on") {
    const { steps = [], ...head } = answerInDialect(request, { pieces: ["Hello", " there"] }, true);
    return { ...head, steps: [...steps.slice(0, 4), "hang"] };
  }
  return jsonAnswer(refusal(pathname), {
    status: pathname.includes("/messages") ? 429 : 404,
    headers: { "request-id": requestId, "x-request-id": requestId, "x-should-retry": "false" },
  });
}

/** A page of models that all three SDKs can read. */
const list = {
  object: "list",
  data: [{ id: "say-hello", object: "model", type: "model", display_name: "Hello", created: 1, owned_by: "test" }],
  has_more: false,
  models: [{ name: "models/say-hello" }],
};

/** Embeddings and counts of tokens; undefined for what has text. */
function numbersFor(pathname: string, body: string): object | undefined {
  if (pathname.endsWith("/embeddings")) {
    const values = new Float32Array([0.5, -1]);
    const embedding = body.includes('"base64"') ? Buffer.from(values.buffer).toString("base64") : [...values];
    return { object: "list", model: "say-hello", data: [{ object: "embedding", index: 0, embedding }] };
  }
  if (pathname.endsWith(":batchEmbedContents")) return { embeddings: [{ values: [0.5, -1] }] };
  if (pathname.endsWith(":countTokens")) return { totalTokens: 7 };
  if (pathname.endsWith("/count_tokens")) return { input_tokens: 7 };
  return undefined;
}

function refusal(pathname: string): object {
  if (pathname.includes("/messages")) {
    return { type: "error", error: { type: "rate_limit_error", message: "Slow down." }, request_id: requestId };
  }
  if (pathname.includes("/v1beta/")) {
    return { error: { code: 404, message: "No such model.", status: "NOT_FOUND" } };
  }
  return {
    error: { message: "No such model.", type: "invalid_request_error", param: "model", code: "model_not_found" },
  };
}
