import { anthropic } from "./presets/anthropic.ts";
import { codex } from "./presets/codex.ts";
import { cohere } from "./presets/cohere.ts";
import { entra } from "./presets/entra.ts";
import { github } from "./presets/github.ts";
import { google } from "./presets/google.ts";
import { kimi } from "./presets/kimi.ts";
import { oidc } from "./presets/oidc.ts";
import { ollama } from "./presets/ollama.ts";
import { openai } from "./presets/openai.ts";
import { qwen } from "./presets/qwen.ts";
import { xai } from "./presets/xai.ts";
import type { Provider } from "./provider.ts";

/** The providers that InferShield knows, one file each in `presets/`. Which of them was tried against what is in `docs/providers.md`. */
export const builtInProviders: readonly Provider[] = [
  openai,
  anthropic,
  google,
  cohere,
  ollama,
  github,
  codex,
  xai,
  kimi,
  qwen,
  entra,
  oidc,
];
