/** What a tool sends first, re-made: its paths, its header names and the form of its body, with texts of our own. */
export interface ClientRequest {
  readonly client: string;
  readonly path: string;
  /** Beside host, content-type and content-length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
  /** Content-Encoding that the tool uses. */
  readonly encoding?: "zstd";
  /** Path and query at the provider. */
  readonly target: string;
  /** The provider's credential header and value. */
  readonly credential: readonly [string, string];
  /** Headers that must reach the provider as they are. */
  readonly passes: readonly string[];
}

const key = "InferShield-token-goes-here";
const openai = ["authorization", "Bearer sk-environment"] as const;
const anthropic = ["x-api-key", "sk-ant-environment"] as const;
const google = ["x-goog-api-key", "google-environment"] as const;
const json = "application/json";

const stainless = {
  "x-stainless-arch": "x64",
  "x-stainless-lang": "js",
  "x-stainless-os": "Linux",
  "x-stainless-package-version": "1.0.0",
  "x-stainless-retry-count": "0",
  "x-stainless-runtime": "node",
  "x-stainless-runtime-version": "v24.21.0",
};

const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { command: { type: "string", description: "What to run." }, timeout: { type: "number" } },
  required: ["command"],
  additionalProperties: false,
};
const chatTool = { type: "function", function: { name: "bash", description: "Runs a command.", parameters: schema } };
const cached = { cache_control: { type: "ephemeral" } };

const codexHeaders = {
  accept: "text/event-stream",
  authorization: `Bearer ${key}`,
  originator: "codex_exec",
  "session-id": "01a20058-56f8-76b1-8d75-abb0bd779600",
  "thread-id": "01a20058-56f8-76b1-8d75-abb0bd779600",
  "user-agent": "codex_exec/0.169.0 (Debian 12.0.0; x86_64)",
  version: "0.169.0",
  "x-client-request-id": "01a20058-56f8-76b1-8d75-abb0bd779600",
  "x-codex-beta-features": "remote_compaction_v2",
  "x-codex-turn-metadata": '{"request_kind":"turn","sandbox":"seccomp"}',
  "x-codex-window-id": "01a20058-56f8-76b1-8d75-abb0bd779600:0",
};
const codexBody = {
  model: "gpt-5",
  stream: true,
  input: [
    { type: "message", role: "developer", content: [{ type: "input_text", text: "You work in a terminal." }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "<environment>cwd: /src</environment>" }] },
    { type: "message", role: "user", content: [{ type: "input_text", text: "say hi" }] },
  ],
  tools: [{ type: "function", name: "exec_command", description: "Runs it.", strict: false, parameters: schema }],
  tool_choice: "auto",
  parallel_tool_calls: true,
  reasoning: { summary: "auto" },
  store: false,
  include: ["reasoning.encrypted_content"],
  prompt_cache_key: "01a20058-56f8-76b1-8d75-abb0bd779600",
  client_metadata: { "x-codex-window-id": "01a20058-56f8-76b1-8d75-abb0bd779600:0" },
};

export const clientRequests: readonly ClientRequest[] = [
  {
    client: "Codex",
    path: "/v1/responses",
    headers: codexHeaders,
    body: codexBody,
    target: "/v1/responses",
    credential: openai,
    passes: ["originator", "session-id", "thread-id", "x-codex-turn-metadata", "x-codex-window-id", "version"],
  },
  {
    client: "Codex with a ChatGPT login, which compresses",
    path: "/v1/responses",
    headers: {
      ...codexHeaders,
      "chatgpt-account-id": "acc-1",
      "x-codex-routing-hint": "model=gpt-5",
      "x-openai-internal-codex-responses-lite": "true",
    },
    body: {
      ...codexBody,
      input: [
        {
          type: "additional_tools",
          role: "developer",
          tools: [{ type: "namespace", name: "functions", description: "", tools: [{ type: "custom", name: "exec" }] }],
        },
        ...codexBody.input,
      ],
    },
    encoding: "zstd",
    target: "/v1/responses",
    credential: openai,
    passes: ["chatgpt-account-id", "x-codex-routing-hint", "x-openai-internal-codex-responses-lite"],
  },
  {
    client: "Claude Code",
    path: "/v1/messages?beta=true",
    headers: {
      ...stainless,
      accept: json,
      "anthropic-beta": "claude-code-20250219,interleaved-thinking-2025-05-14",
      "anthropic-dangerous-direct-browser-access": "true",
      "anthropic-version": "2023-06-01",
      "user-agent": "claude-cli/2.1.330 (external, sdk-cli)",
      "x-api-key": key,
      "x-app": "cli",
      "x-claude-code-session-id": "fdacdb9a-0e74-47a2-ae25-d9786ccb9350",
      "x-stainless-timeout": "600",
    },
    body: {
      model: "claude-opus-5-5",
      system: [
        { type: "text", text: "You are an agent." },
        { type: "text", text: "Work towards the goal.", ...cached },
      ],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "<system-reminder>No attribution.</system-reminder>" },
            { type: "text", text: "hi" },
          ],
        },
        { role: "system", content: [{ type: "text", text: "# Environment: /src", ...cached }] },
      ],
      tools: [{ name: "Bash", description: "Runs a command.", input_schema: schema }],
      metadata: { user_id: '{"session_id":"fdacdb9a-0e74-47a2-ae25-d9786ccb9350"}' },
      max_tokens: 128_000,
      thinking: { type: "adaptive", display: "omitted" },
      context_management: { edits: [{ type: "clear_thinking_20251015", keep: "all" }] },
      stream: true,
    },
    target: "/v1/messages?beta=true",
    credential: anthropic,
    passes: ["anthropic-beta", "anthropic-version", "x-app", "x-claude-code-session-id", "x-stainless-timeout"],
  },
  {
    client: "Claude Code counting tokens, with a bearer token",
    path: "/v1/messages/count_tokens?beta=true",
    headers: { authorization: `Bearer ${key}`, "anthropic-version": "2023-06-01" },
    body: { model: "claude-opus-5-5", messages: [{ role: "user", content: "hi" }] },
    target: "/v1/messages/count_tokens?beta=true",
    credential: anthropic,
    passes: ["anthropic-version"],
  },
  {
    client: "Copilot CLI in chat completions",
    path: "/v1/chat/completions",
    headers: {
      ...stainless,
      accept: json,
      "accept-encoding": "zstd,gzip,deflate,br",
      authorization: `Bearer ${key}`,
      "user-agent": "OpenAI/JS 5.20.1",
      "x-initiator": "user",
      "x-interaction-type": "conversation-user",
    },
    body: {
      model: "gpt-5.1",
      messages: [
        { role: "system", content: "You are a terminal assistant." },
        { role: "user", content: "<current_datetime>now</current_datetime>\n\nsay hi" },
      ],
      tools: [chatTool],
      stream: true,
      stream_options: { include_usage: true },
    },
    target: "/v1/chat/completions",
    credential: openai,
    passes: ["x-initiator", "x-interaction-type", "x-stainless-retry-count"],
  },
  {
    client: "Copilot CLI in responses",
    path: "/v1/responses",
    headers: {
      ...stainless,
      accept: json,
      authorization: `Bearer ${key}`,
      "user-agent": "OpenAI/JS 5.20.1",
      "x-initiator": "user",
      "x-interaction-type": "conversation-user",
      "x-stainless-helper-method": "stream",
    },
    body: {
      model: "gpt-5.1",
      input: [
        { role: "system", content: "You are a terminal assistant." },
        { role: "user", content: "<current_datetime>now</current_datetime>\n\nsay hi" },
      ],
      tools: [{ type: "function", name: "bash", description: "Runs a command.", strict: false, parameters: schema }],
      include: ["reasoning.encrypted_content"],
      store: false,
      stream: true,
    },
    target: "/v1/responses",
    credential: openai,
    passes: ["x-initiator", "x-interaction-type", "x-stainless-helper-method"],
  },
  {
    client: "Copilot CLI in messages",
    path: "/v1/messages",
    headers: {
      ...stainless,
      accept: json,
      "anthropic-version": "2023-06-01",
      authorization: `Bearer ${key}`,
      "user-agent": "Anthropic/JS 0.94.0",
      "x-initiator": "user",
      "x-interaction-type": "conversation-user",
      "x-stainless-timeout": "600",
    },
    body: {
      model: "claude-sonnet-4",
      max_tokens: 4_096,
      system: [{ type: "text", text: "You are a terminal assistant.", ...cached }],
      messages: [{ role: "user", content: [{ type: "text", text: "say hi", ...cached }] }],
      tools: [{ name: "bash", description: "Runs a command.", input_schema: schema }],
      stream: true,
    },
    target: "/v1/messages",
    credential: anthropic,
    passes: ["anthropic-version", "x-initiator", "x-interaction-type", "x-stainless-timeout"],
  },
  {
    client: "Continue",
    path: "/v1/chat/completions",
    headers: { ...stainless, accept: json, authorization: `Bearer ${key}`, "user-agent": "ls/JS 5.23.2" },
    body: {
      model: "gpt-4o",
      messages: [
        { role: "system", content: "You are an agent in a terminal." },
        { role: "user", content: "say hi" },
      ],
      tools: [chatTool],
      parallel_tool_calls: false,
      stream: true,
    },
    target: "/v1/chat/completions",
    credential: openai,
    passes: ["user-agent", "x-stainless-lang"],
  },
  {
    client: "opencode",
    path: "/v1/chat/completions",
    headers: {
      accept: "*/*",
      authorization: `Bearer ${key}`,
      "user-agent": "opencode/1.18.33",
      "x-session-affinity": "ses_1",
      "x-session-id": "ses_1",
    },
    body: {
      model: "gpt-x",
      max_tokens: 32_000,
      messages: [
        { role: "system", content: "Make a title." },
        { role: "user", content: '"say hi"' },
      ],
      stream: true,
    },
    target: "/v1/chat/completions",
    credential: openai,
    passes: ["x-session-affinity", "x-session-id"],
  },
  {
    client: "Gemini CLI asking for events",
    path: "/v1beta/models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse",
    headers: {
      accept: "*/*",
      "accept-language": "*",
      "sec-fetch-mode": "cors",
      "user-agent": "GeminiCLI-tui/0.61.0/gemini-3.1-pro-preview (linux; x64; terminal)",
      "x-goog-api-client": "google-genai-sdk/1.30.0 gl-node/v24.21.0",
      "x-goog-api-key": key,
    },
    body: {
      contents: [{ role: "user", parts: [{ text: "<session_context>/src</session_context>" }, { text: "hi" }] }],
      systemInstruction: { role: "user", parts: [{ text: "You are a terminal agent." }] },
      tools: [{ functionDeclarations: [{ name: "list", description: "Lists.", parametersJsonSchema: schema }] }],
      generationConfig: { temperature: 1, topK: 64, thinkingConfig: { includeThoughts: true } },
    },
    target: "/v1beta/models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse",
    credential: google,
    passes: ["x-goog-api-client", "user-agent"],
  },
  {
    client: "Gemini CLI choosing a model",
    path: "/v1beta/models/gemini-3.5-flash-lite:generateContent",
    headers: { "x-goog-api-key": key },
    body: {
      contents: [{ role: "user", parts: [{ text: "hi" }] }],
      generationConfig: { responseMimeType: json, responseJsonSchema: { type: "OBJECT", properties: {} } },
    },
    target: "/v1beta/models/gemini-3.5-flash-lite:generateContent",
    credential: google,
    passes: [],
  },
  {
    client: "Continue completing in the middle",
    path: "/v1/completions",
    headers: { authorization: `Bearer ${key}` },
    body: { model: "code", prompt: "function a() {", suffix: "}", stream: true },
    target: "/v1/completions",
    credential: openai,
    passes: [],
  },
  {
    client: "a Cohere client",
    path: "/v2/chat",
    headers: { authorization: `Bearer ${key}`, "x-client-name": "docs" },
    body: { model: "command-a", messages: [{ role: "user", content: "hi" }] },
    target: "/v2/chat",
    credential: ["authorization", "Bearer cohere-environment"],
    passes: ["x-client-name"],
  },
];
