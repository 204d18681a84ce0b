export type { CreatedToken, Directory } from "./directory.ts";
export { IdentityError, type IdentityErrorCode } from "./error.ts";
export { type FileDirectoryOptions, openFileDirectory } from "./file-directory.ts";
export type { Authentication, RefusalReason, TokenGrant } from "./grant.ts";
export { readTokenGrants } from "./identity-file.ts";
export { checkInferShieldToken, isInferShieldToken, mintInferShieldToken, type TokenKind } from "./token-format.ts";
export type { NewToken } from "./token-rules.ts";
