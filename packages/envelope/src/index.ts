export { lengthPrefixed } from "./bytes.ts";
export { EnvelopeError, type EnvelopeErrorCode } from "./error.ts";
export type { KdfParameters } from "./kdf.ts";
export type { Keyring } from "./keyring.ts";
export { createKeyset, createUnlocker, type KeysetOptions, type KeysetUnlocker, unlockKeyset } from "./keyset.ts";
export { addWrap, destroyKey, dropOtherWraps, rotateKey } from "./keyset-changes.ts";
export {
  type KeyEntry,
  type KeyPurpose,
  type KeyStatus,
  type KeysetFile,
  parseKeysetFile,
  type WrapEntry,
  type WrappedKey,
} from "./keyset-file.ts";
export { type LegacyEnvelope, openLegacyValues, parseLegacyEnvelope } from "./legacy.ts";
export {
  generateRawKey,
  type MasterKey,
  type MasterKeyOptions,
  type MasterKeySource,
  resolveMasterKey,
} from "./master-key.ts";
export { type KeyringAccess, type KeyringStore, storeInKeyring } from "./os-keyring.ts";
export { formatSealedValue, parseSealedValue, readSealedValue } from "./record.ts";
export { ulid } from "./ulid.ts";
export type { PassphraseKdf } from "./wrap.ts";
