import { memoryTokenStore } from "./memory-token-store.ts";
import { describeTokenStore } from "./testing.ts";

describeTokenStore("memory", memoryTokenStore, { isShared: false });
