import { InferShieldError } from "@infershield/core";

/**
 * What can go wrong with the files of a home.
 *
 * - `HOME_NOT_PRIVATE`: a link, somebody else's, or open to the group or to others.
 * - `STORE_FULL`: no space is left; what was stored is intact.
 * - `STORE_UNAVAILABLE`: any other failure of the file system.
 * - `STORE_LOCKED`: somebody else held the lock longer than one waits.
 * - `FILE_TOO_LARGE`: a file is longer than its reader allows.
 */
export type HomeErrorCode = "HOME_NOT_PRIVATE" | "STORE_FULL" | "STORE_UNAVAILABLE" | "STORE_LOCKED" | "FILE_TOO_LARGE";

/** Thrown by every function of this package. Switch on `code`, not on `message`. */
export class HomeError extends InferShieldError<HomeErrorCode> {}

/** `ENOENT`, `EEXIST` and so on; undefined for an error that is none of the operating system's. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const fullCodes: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** Gives an operating system's error one of our codes; an error that has a code of ours already stays as it is. */
export function toHomeError(error: unknown, doing: string): Error {
  if (error instanceof HomeError) return error;
  const code = systemErrorCode(error);
  if (fullCodes.has(code)) {
    return new HomeError("STORE_FULL", `No space left while ${doing}.`, {
      cause: error,
      hint: "Free some disk space and try again; what was stored before is intact.",
    });
  }
  return new HomeError("STORE_UNAVAILABLE", `Failed while ${doing}${code === undefined ? "" : ` (${code})`}.`, {
    cause: error,
    hint: "Check that the folder exists, that the disk works and that this user may write there.",
  });
}
