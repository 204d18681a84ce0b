/** 0 done, 1 failed, 2 wrong usage, 3 not signed in or wrong master key, 4 denied, expired or integrity broken, 5 service unreachable. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5;

/** Error codes of all packages that end a command with anything else than 1. */
const exitCodes: Readonly<Record<string, ExitCode>> = {
  INVALID_USAGE: 2,
  INVALID_CONFIG: 2,
  INVALID_NAME: 2,
  INSECURE_BIND: 2,
  TOKEN_REQUIRED: 2,
  UNKNOWN_PROVIDER: 2,
  NO_INPUT: 2,
  NOT_LOGGED_IN: 3,
  NO_CREDENTIAL: 3,
  NO_TEAM: 2,
  NOT_CONFIGURED: 2,
  NO_MASTER_KEY: 3,
  WRONG_MASTER_KEY: 3,
  REAUTHENTICATION_REQUIRED: 3,
  INVALID_TOKEN: 3,
  MISSING_TOKEN: 3,
  ACCESS_DENIED: 4,
  INVALID_CODE: 4,
  NOT_PERMITTED: 4,
  EXPIRED_TOKEN: 4,
  TIMED_OUT: 4,
  UNTRUSTED_URI: 4,
  AUDIT_BROKEN: 4,
  STORE_CORRUPT: 4,
  KEYSET_CORRUPT: 4,
  IDENTITY_CORRUPT: 4,
  AUDIT_CORRUPT: 4,
  AUTH: 4,
  BROKEN: 4,
  COMMIT: 4,
  FORMAT: 4,
  UNKNOWN_KEY: 4,
  FILE_UNREADABLE: 5,
  NOT_A_REPOSITORY: 5,
  PROXY_NOT_RUNNING: 5,
  SCAN_FAILED: 5,
  UNREACHABLE: 5,
  SERVER_ERROR: 5,
};

/** The exit code of a failure by its error code; 1 for every code not listed. */
export function exitCodeOf(code: string): ExitCode {
  return exitCodes[code] ?? 1;
}
