/** What the system means by its codes, for people who have to do something about it. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not",
  EDQUOT: "this user's share of the disk is full",
  EIO: "the disk failed",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
  ENOSPC: "no space is left on the disk",
  EPERM: "this user may not",
  EROFS: "the file system is read-only",
};

/** How deep causes are followed. */
const maxCauses = 8;

/** A message that says what the system refused, where its cause tells and the message does not. */
export function withReason(message: string, cause: unknown): string {
  let error = cause;
  for (let depth = 0; depth < maxCauses && error instanceof Error; depth += 1) {
    const code = "code" in error && typeof error.code === "string" ? error.code : "";
    const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
    if (reason !== undefined)
      return message.includes(code) || /no space/i.test(message)
        ? message
        : `${message.replace(/\.$/, "")}: ${reason} (${code}).`;
    error = error.cause;
  }
  return message;
}
