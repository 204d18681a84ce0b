export { keysOf } from "./key-status.ts";
export { liveKeyring } from "./live-keyring.ts";
export type { SealedStore } from "./sealed-store.ts";
export { tokenKeys } from "./token-keys.ts";
export {
  checkRowMac,
  formatRow,
  type MacKey,
  openSecrets,
  parseRow,
  type SealedFields,
  sealContext,
  sealSecrets,
  type TokenRow,
  withRowMac,
} from "./token-row.ts";
export { decideDelete, decidePut, decideSelect, findRow, isSameKey, passesFilter } from "./token-rules.ts";
