export { keysOf } from "./key-status.ts";
export { liveKeyring } from "./live-keyring.ts";
export { type RelockOptions, relockingRead } from "./relock.ts";
export { checkMac, checkRowMac, type MacKey, makeMac, withRowMac } from "./row-mac.ts";
export {
  openRow,
  type RowChange,
  type RowPlace,
  type RowStoreOptions,
  rowTokenStore,
  type UseRows,
} from "./row-token-store.ts";
export { openSecrets, sealSecrets } from "./sealed-secrets.ts";
export type { KeyUser, OpenedValues, SealedStore } from "./sealed-store.ts";
export { secretsOf } from "./token.ts";
export {
  checkTokenFile,
  formatTokenFile,
  macKey,
  nextTokenFile,
  parseTokenFile,
  type TokenFile,
} from "./token-file.ts";
export { contextOf as journalContext } from "./token-journal.ts";
export { tokenKeys } from "./token-keys.ts";
export { withTokenLease } from "./token-lease.ts";
export { formatRow, parseRow, type SealedFields, summaryOf, type TokenRow, type TokenRows } from "./token-row.ts";
export { decideDelete, decidePut, decideSelect, isSameKey } from "./token-rules.ts";
