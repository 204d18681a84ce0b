import { spawn } from "node:child_process";

/**
 * Opens an address in the person's browser; says whether it was tried.
 * Only http and https: another scheme could start any program that registered for it (RFC 8628 section 5.4).
 */
export function openBrowser(address: string): boolean {
  const { protocol } = new URL(address);
  if (protocol !== "https:" && protocol !== "http:") return false;
  const command = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(command, [address], { detached: true, stdio: "ignore" });
  child.on("error", () => undefined); // No browser here: the address was printed, and the person opens it elsewhere.
  child.unref();
  return true;
}
