import { createHmac, createPrivateKey, createPublicKey, createSecretKey, type KeyObject, sign } from "node:crypto";
import type { KeyedDigest, RandomBytes, Sealer, Signer } from "@infershield/core";
import { deriveKey } from "./bytes.ts";
import { EnvelopeError } from "./error.ts";
import type { KeyPurpose, KeyStatus } from "./keyset-file.ts";
import { openRecord, type RecordKey, recordKey, sealRecord } from "./record.ts";

/** An opened keyset: everything that seals, opens, digests and signs for one store. */
export interface Keyring {
  /** ULID of the store. */
  readonly storeId: string;
  readonly sealer: Sealer;
  /** Digests of InferShield tokens. */
  readonly lookup: KeyedDigest;
  /** MACs of audit records. */
  readonly audit: KeyedDigest;
  readonly signer: Signer;
  /** MACs of stored rows; its keys change with those of `sealer`. */
  readonly rowMac: KeyedDigest;
  /** Forgets the keys; every later use fails with `UNKNOWN_KEY`. */
  close(): void;
}

/** A root key in the clear. */
export interface RootKey {
  readonly kid: string;
  readonly purpose: KeyPurpose;
  readonly status: Exclude<KeyStatus, "destroyed">;
  readonly bytes: Buffer;
}

/** Derives every working key from the root keys and overwrites those. */
export function createKeyring(
  storeId: string,
  rootKeys: readonly RootKey[],
  options: { readonly randomBytes: RandomBytes },
): Keyring {
  const usable = rootKeys.filter((key) => key.status !== "disabled");
  const recordKeys = new Map<string, RecordKey>(
    usable.filter((key) => key.purpose === "seal").map((key) => [key.kid, recordKey(key.kid, key.bytes)]),
  );
  const sealKid = primaryOf(usable, "seal").kid;
  const digests = {
    lookup: digestKeys(usable, "lookup", "token-lookup"),
    audit: digestKeys(usable, "audit", "audit"),
    rowMac: digestKeys(usable, "seal", "row-mac"),
  };
  const signer = createSigner(primaryOf(usable, "sign").bytes);
  for (const key of rootKeys) key.bytes.fill(0);
  let isClosed = false;
  return {
    storeId,
    sealer: {
      seal: (plaintext, context) => {
        const key = recordKeys.get(sealKid);
        if (key === undefined) throw closed();
        return sealRecord(key, plaintext, context, options.randomBytes);
      },
      open: (sealed, context) => openRecord(sealed, context, (kid) => recordKeys.get(kid)),
    },
    lookup: keyedDigest(primaryOf(usable, "lookup").kid, digests.lookup),
    audit: keyedDigest(primaryOf(usable, "audit").kid, digests.audit),
    rowMac: keyedDigest(sealKid, digests.rowMac),
    signer: {
      publicKey: signer.publicKey,
      sign: (message) => {
        if (isClosed) throw closed();
        return signer.sign(message);
      },
    },
    close: () => {
      isClosed = true;
      for (const key of recordKeys.values()) key.encryptionRoot.fill(0);
      recordKeys.clear();
      // What a KeyObject holds is overwritten by Node when it is collected.
      for (const keys of Object.values(digests)) keys.clear();
    },
  };
}

function primaryOf(keys: readonly RootKey[], purpose: KeyPurpose): RootKey {
  const found = keys.find((key) => key.purpose === purpose && key.status === "primary");
  if (found === undefined) throw new EnvelopeError("KEYSET_CORRUPT", `The keyset has no primary key for ${purpose}.`);
  return found;
}

function digestKeys(keys: readonly RootKey[], purpose: KeyPurpose, label: string): Map<string, KeyObject> {
  const matching = keys.filter((key) => key.purpose === purpose);
  return new Map(matching.map((key) => [key.kid, digestKey(key.bytes, label)]));
}

/** A key given as bytes is made a KeyObject anew at each HMAC, which costs five times the HMAC itself. */
function digestKey(root: Uint8Array, label: string): KeyObject {
  const bytes = deriveKey(root, label);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function keyedDigest(kid: string, keys: ReadonlyMap<string, KeyObject>): KeyedDigest {
  const digestWith: KeyedDigest["digestWith"] = (name, value) => {
    const key = keys.get(name);
    return key && plainBytes(createHmac("sha256", key).update(value).digest());
  };
  return {
    kid,
    digest: (value) => {
      const digest = digestWith(kid, value);
      if (digest === undefined) throw closed();
      return digest;
    },
    digestWith,
  };
}

function plainBytes({ buffer, byteOffset, length }: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, length);
}

/** PKCS #8 of an Ed25519 key up to the seed (RFC 8410 section 7). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");
/** SubjectPublicKeyInfo of an Ed25519 key up to the key (RFC 8410 section 4). */
const spkiPrefixBytes = 12;

function createSigner(seed: Uint8Array): Signer {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  der.fill(0);
  const spki = createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return {
    publicKey: new Uint8Array(spki.subarray(spkiPrefixBytes)),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

function closed(): EnvelopeError {
  return new EnvelopeError("UNKNOWN_KEY", "The keyring is closed.");
}
