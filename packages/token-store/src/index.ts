export { TokenStoreError, type TokenStoreErrorCode } from "./error.ts";
export type { KeyStatusReport } from "./key-status.ts";
export { memoryTokenStore } from "./memory-token-store.ts";
export { type OpenTokenFile, openTokenFile } from "./open-token-file.ts";
export { readKeyStatus, readTokenSummaries } from "./read-token-summaries.ts";
export type { KeyUser, OpenedValues } from "./sealed-store.ts";
export type {
  NewToken,
  TokenColumns,
  TokenFilter,
  TokenKey,
  TokenRecord,
  TokenSecrets,
  TokenSummary,
} from "./token.ts";
export type { TokenFileOptions } from "./token-file-options.ts";
export { tokenKeyOf, tokenName } from "./token-key.ts";
export type { KeyProgress, TokenKeys } from "./token-keys.ts";
export type { TokenJournal, TokenStore } from "./token-store.ts";
