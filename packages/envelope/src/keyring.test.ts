import { type SealContext, Secret, system } from "@infershield/core";
import { expect, it } from "vitest";
import { keyId } from "./bytes.ts";
import { createKeyring, type RootKey } from "./keyring.ts";
import type { KeyPurpose } from "./keyset-file.ts";

const context: SealContext = { tenant: "default", userId: "local", provider: "p", recordId: "r", field: "api_key" };
const storeId = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

/** A root key that is the same every time; keyrings overwrite what they are given. */
function root(purpose: KeyPurpose, fill: number, status: RootKey["status"] = "primary"): RootKey {
  const bytes = Buffer.alloc(32, fill);
  return { kid: keyId(bytes), purpose, status, bytes };
}

const others = (): readonly RootKey[] => [root("lookup", 2), root("audit", 3), root("sign", 4)];

it("a disabled key is kept but opens and checks nothing", () => {
  const sealed = createKeyring(storeId, [root("seal", 1), ...others()], system).sealer.seal(new Secret("x"), context);
  const [enabled, disabled] = (["enabled", "disabled"] as const).map((status) =>
    createKeyring(storeId, [root("seal", 9), root("seal", 1, status), ...others()], system),
  );
  expect(enabled?.sealer.open(sealed, context).reveal()).toBe("x");
  expect(() => disabled?.sealer.open(sealed, context)).toThrow(expect.objectContaining({ code: "UNKNOWN_KEY" }));
  expect(enabled?.rowMac.digestWith(sealed.kid, "x")).toBeDefined();
  expect(disabled?.rowMac.digestWith(sealed.kid, "x")).toBeUndefined();
});

it("root keys are overwritten once everything is derived from them", () => {
  const keys = [root("seal", 1), ...others()];
  createKeyring(storeId, keys, system);
  expect(keys.every(({ bytes }) => bytes.equals(Buffer.alloc(32)))).toBe(true);
});

it("a keyset without a key for one of its purposes is refused", () => {
  for (const missing of ["seal", "lookup", "audit", "sign"]) {
    const keys = [root("seal", 1), ...others()].filter(({ purpose }) => purpose !== missing);
    expect(() => createKeyring(storeId, keys, system)).toThrow(expect.objectContaining({ code: "KEYSET_CORRUPT" }));
  }
});

it("new values are made under the primary key, wherever it stands among those that only read", () => {
  const former = root("seal", 1, "enabled");
  const primary = root("seal", 9);
  for (const order of [
    [former, primary],
    [primary, former],
  ]) {
    const keys = [...order.map((key) => ({ ...key, bytes: Buffer.from(key.bytes) })), ...others()];
    const keyring = createKeyring(storeId, keys, system);
    expect(keyring.sealer.seal(new Secret("x"), context).kid).toBe(primary.kid);
    expect(keyring.rowMac.kid).toBe(primary.kid);
  }
});

it("a closed keyring says UNKNOWN_KEY to whoever seals, signs or digests", () => {
  const keyring = createKeyring(storeId, [root("seal", 1), ...others()], system);
  keyring.close();
  for (const use of [
    () => keyring.sealer.seal(new Secret("x"), context),
    () => keyring.signer.sign(new Uint8Array()),
    () => keyring.lookup.digest("x"),
    () => keyring.audit.digest("x"),
    () => keyring.rowMac.digest("x"),
  ]) {
    expect(use).toThrow(expect.objectContaining({ name: "EnvelopeError", code: "UNKNOWN_KEY" }));
  }
});

it("a key serves its own purpose only, whatever is named in its place", () => {
  const keys = [root("seal", 1), ...others()];
  const [seal = "", ...rest] = keys.map(({ kid }) => kid);
  const keyring = createKeyring(storeId, keys, system);
  const sealed = keyring.sealer.seal(new Secret("x"), context);
  for (const kid of rest) {
    expect(() => keyring.sealer.open({ ...sealed, kid }, context)).toThrow(
      expect.objectContaining({ code: "UNKNOWN_KEY" }),
    );
    expect(keyring.rowMac.digestWith(kid, "x")).toBeUndefined();
  }
  expect(keyring.lookup.digestWith(seal, "x")).toBeUndefined();
  expect(keyring.lookup.digestWith(keyring.audit.kid, "x")).toBeUndefined();
  expect(keyring.audit.digestWith(keyring.lookup.kid, "x")).toBeUndefined();
});
