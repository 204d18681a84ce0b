export { type AppendFile, openAppendFile } from "./append-file.ts";
export { HomeError, type HomeErrorCode } from "./error.ts";
export { type Files, nodeFiles, type WritableFile } from "./files.ts";
export { holdLease } from "./hold-lease.ts";
export { checkPrivateFolder, createPrivateFolder, type Home, type HomeOptions, openHome } from "./home.ts";
export type { LockOptions } from "./lock-file.ts";
export {
  checkPrivateFile,
  fileIdentity,
  type PrivateReadOptions,
  readPrivateFile,
  readPrivateFileSync,
} from "./private-file.ts";
export { readSecretFile, type SecretFile } from "./secret-file.ts";
export { createFileDurably, type DurableWriteOptions, writeFileDurably } from "./write-file-durably.ts";
