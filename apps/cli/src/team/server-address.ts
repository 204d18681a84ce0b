import { CliError } from "../cli-error.ts";

/**
 * The address of a team's server, without a path.
 *
 * @throws CliError `INVALID_USAGE` for what is no address, and for plain http to another machine: tokens go there
 */
export function serverAddress(text: string): string {
  const url = URL.parse(text);
  const isRoot = url !== null && url.pathname === "/" && url.search === "" && url.hash === "";
  if (!isRoot || url.username !== "" || (url.protocol !== "https:" && url.protocol !== "http:")) {
    throw new CliError("INVALID_USAGE", "--server wants the address of the server's admin port.", {
      hint: "For example --server https://infershield.example:8001",
    });
  }
  const isHere = url.hostname === "localhost" || url.hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(url.hostname);
  if (url.protocol === "http:" && !isHere) {
    throw new CliError("INVALID_USAGE", "Tokens go to another machine over https only.", {
      hint: `Use https://${url.host}, or http on 127.0.0.1 through a tunnel of your own.`,
    });
  }
  return url.origin;
}
