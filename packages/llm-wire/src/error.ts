import { InferShieldError } from "@infershield/core";

/**
 * What is wrong with a body or a stream.
 *
 * `INVALID_JSON` no JSON, no UTF-8, or a byte order mark; `DUPLICATE_KEY` an object names a key twice; `TOO_DEEP` nested beyond the limit;
 * `TOO_LARGE` more keys, values or bytes than allowed; `UNSUPPORTED_SHAPE` valid JSON that is no body of this route;
 * `INVALID_STREAM` an event of an answer that cannot be read.
 */
export type WireErrorCode =
  | "INVALID_JSON"
  | "DUPLICATE_KEY"
  | "TOO_DEEP"
  | "TOO_LARGE"
  | "UNSUPPORTED_SHAPE"
  | "INVALID_STREAM";

/** Thrown by every function of this package. Switch on `code`, not on `message`; no message holds text of the body. */
export class WireError extends InferShieldError<WireErrorCode> {}
