export type { Credential } from "./credential.ts";
export { type CredentialRequest, type Custody, type CustodyOptions, createCustody } from "./custody.ts";
export {
  type CredentialDecision,
  type CredentialQuestion,
  decideCredential,
  type KeyMode,
} from "./decide-credential.ts";
export { CustodyError, type CustodyErrorCode, type CustodyErrorOptions } from "./error.ts";
export type { CustodyEvent } from "./events.ts";
export { nextRefreshAt } from "./freshness.ts";
export { dropSignIn, type FinishedSignIn, keepSignIn } from "./keep-sign-in.ts";
export { type LogoutOptions, type LogoutResult, logout } from "./logout.ts";
export { type ApiKeyToSave, type SignInToSave, saveApiKey, saveSignIn } from "./save-sign-in.ts";
export { type PreparedSignIn, prepareBrowserSignIn, prepareDeviceSignIn } from "./sign-in.ts";
