export { describeTokenStore, type TokenStoreSuite } from "./testing/describe-token-store.ts";
