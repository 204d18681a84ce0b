import type { Server } from "node:http";
import { ProxyError } from "./proxy-error.ts";

/**
 * Opens a server's port.
 *
 * @param where.setting - What a person changes to choose another port.
 * @returns the port, also when 0 asked for a free one
 * @throws ProxyError `PORT_IN_USE`; the system's error otherwise
 */
export function listen(
  server: Server,
  { host, port, setting }: { readonly host: string; readonly port: number; readonly setting: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === "EADDRINUSE"
          ? new ProxyError("PORT_IN_USE", `Port ${port} on ${host} is in use.`, {
              hint: `Choose another one with ${setting}.`,
              cause,
            })
          : cause,
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** Names under which this machine reaches itself; a port that is the scheme's own may be left out. */
export function loopbackHosts(port: number, tls: boolean): readonly string[] {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  const withPort = names.map((name) => `${name}:${port}`);
  return port === (tls ? 443 : 80) ? [...names, ...withPort] : withPort;
}

/** The base address of a server. */
export function addressOf(where: { readonly host: string; readonly port: number; readonly tls: boolean }): string {
  const { host, port, tls } = where;
  return `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Closes a server with everything that is open. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
