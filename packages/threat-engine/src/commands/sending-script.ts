import { namesCredentials } from "./credential-sources.ts";

/** How scripts write to the network. */
const scriptSends =
  /\burlopen\(|\brequests\.(?:post|put|get|request)\(|\bhttpx\.|\bfetch\(|https?\.request\(|\baxios\b|Net::HTTP|LWP::|file_get_contents\(["']http|curl_exec|invoke-(?:webrequest|restmethod)|\biwr\b|\birm\b|uploadstring|uploadfile/i;
/** All of the environment, not one variable of it. */
const wholeEnvironment =
  /\bos\.environ\b(?![.[])|\bprocess\.env\b(?![.[])|\bENV\.(?:to_h|inspect|to_a)|%ENV\b|\$_ENV\b(?!\[)/;

/** 0–100: whether a script in another language sends credentials, or the whole environment, away. */
export function assessSendingScript(script: string): number {
  if (!scriptSends.test(script) || !(namesCredentials(script) || wholeEnvironment.test(script))) return 0;
  return staysHere(script) ? 40 : 88;
}

const thisMachine = /\b(?:localhost|127\.0\.0\.1)\b|\[::1\]/;
/** An address of another machine; a name before an `@` is none. */
const otherMachine = /:\/\/(?!(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?:[/?#\s"'`)]|$))/i;

/** Whether a call or a script names this machine, and no address of another one, as what it speaks to. */
export function staysHere(line: string): boolean {
  return thisMachine.test(line) && !otherMachine.test(line);
}
