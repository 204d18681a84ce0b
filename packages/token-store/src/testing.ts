export { describeTokenStore, type TokenStoreSuite } from "./testing/describe-token-store.ts";
export type { TokenStorePlace } from "./testing/token-store-place.ts";
