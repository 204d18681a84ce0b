import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** Key and certificate of a TLS server, as PEM. */
export interface SelfSignedCertificate {
  readonly key: string;
  readonly cert: string;
}

const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  dnsName: 0x82,
  version: 0xa0,
  extensions: 0xa3,
} as const;

/** Object identifiers, encoded. */
const oid = {
  ecdsaWithSha256: "2a8648ce3d040302",
  commonName: "550403",
  subjectAltName: "551d11",
  basicConstraints: "551d13",
} as const;

/** One DER value: tag, length, content (ITU-T X.690). */
function der(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(tag.sequence, ...parts);
const identifier = (hex: string): Buffer => der(tag.objectIdentifier, Buffer.from(hex, "hex"));
const yes = der(tag.boolean, Buffer.from([0xff]));

/**
 * Makes a certificate (RFC 5280) for host names that only this process knows: it vouches for itself.
 *
 * @param hosts - DNS names; the first one is the subject.
 * @param options - `lastYear` is the year at whose end it expires, after 2020.
 */
export function selfSignedCertificate(
  hosts: readonly string[],
  { lastYear = 2049 }: { readonly lastYear?: number } = {},
): SelfSignedCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(identifier(oid.ecdsaWithSha256));
  const name = sequence(
    der(tag.set, sequence(identifier(oid.commonName), der(tag.utf8String, Buffer.from(hosts[0] ?? "localhost")))),
  );
  const time = (text: string): Buffer => der(tag.generalizedTime, Buffer.from(text));
  const extension = (id: string, value: Uint8Array, ...critical: readonly Uint8Array[]): Buffer =>
    sequence(identifier(id), ...critical, der(tag.octetString, value));
  const body = sequence(
    der(tag.version, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, Buffer.from([0x01, ...randomBytes(15)])),
    algorithm,
    name,
    sequence(time("20200101000000Z"), time(`${lastYear}1231235959Z`)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(
      tag.extensions,
      sequence(
        extension(oid.basicConstraints, sequence(yes), yes),
        extension(oid.subjectAltName, sequence(...hosts.map((host) => der(tag.dnsName, Buffer.from(host))))),
      ),
    ),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign("sha256", body, privateKey)]);
  const certificate = sequence(body, algorithm, der(tag.bitString, signature));
  const lines = certificate.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}
