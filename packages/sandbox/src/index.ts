export { SandboxError, type SandboxErrorCode } from "./error.ts";
export type { RecordedRequest } from "./model-api.ts";
export { type Sandbox, type SandboxOptions, startSandbox } from "./start-sandbox.ts";
