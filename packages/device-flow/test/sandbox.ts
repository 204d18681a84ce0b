export { type Sandbox, startSandbox } from "../../sandbox/src/index.ts";
