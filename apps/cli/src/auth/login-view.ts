import type { DeviceAuthorization } from "@infershield/device-flow";
import { renderUnicodeCompact } from "uqr";
import { formatDuration } from "../format-time.ts";

/** What a person is told of a device authorization; the device code is nobody's business. */
export type ShownCode = Omit<DeviceAuthorization, "deviceCode" | "codeVerifier">;

/** How a waiting login is shown: on a terminal, in a log, or as NDJSON events. */
export interface LoginView {
  code(authorization: ShownCode): void;
  waiting(event: {
    readonly type: "pending" | "slow_down" | "retry";
    readonly intervalMs: number;
    readonly expiresInMs: number;
  }): void;
  /** Takes the countdown off the screen. */
  done(): void;
}

/** One JSON object a line, for programs that drive the login. */
export function jsonLoginView(print: (event: object) => void): LoginView {
  return {
    code: ({ userCode, verificationUri, verificationUriComplete, expiresAt, intervalMs }) =>
      print({
        event: "code",
        user_code: userCode,
        verification_uri: verificationUri,
        ...(verificationUriComplete !== undefined && { verification_uri_complete: verificationUriComplete }),
        expires_at: new Date(expiresAt).toISOString(),
        interval: intervalMs / 1000,
      }),
    waiting: ({ type, intervalMs, expiresInMs }) =>
      print({ event: type, interval: intervalMs / 1000, expires_in: Math.round(expiresInMs / 1000) }),
    done: () => undefined,
  };
}

/** Text for a person: the address and code on `out`, the countdown on `err` when that is a terminal. */
export function textLoginView(options: {
  readonly out: (line: string) => void;
  readonly err: NodeJS.WriteStream;
  readonly qr: boolean;
}): LoginView {
  const { out, err, qr } = options;
  const clear = (): void => {
    if (err.isTTY) err.write("\r\u001b[K");
  };
  return {
    code: ({ userCode, verificationUri, verificationUriComplete }) => {
      if (qr) out(renderUnicodeCompact(verificationUriComplete ?? verificationUri));
      out(`Visit: ${verificationUri}`);
      out(`Code: ${userCode}`);
      err.write("Only continue if you started this login yourself. Never enter a code that somebody sent you.\n");
    },
    waiting: ({ type, expiresInMs }) => {
      const left = formatDuration(Math.max(0, expiresInMs));
      if (err.isTTY) err.write(`\r\u001b[KWaiting for your approval, ${left} left`);
      else if (type === "retry") err.write(`The provider did not answer; trying again, ${left} left.\n`);
    },
    done: clear,
  };
}
