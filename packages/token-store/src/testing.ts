export { describeTokenStore } from "./testing/describe-token-store.ts";
export type { OpenTokenStore, TokenStorePlace } from "./testing/token-store-place.ts";
