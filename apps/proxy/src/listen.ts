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

/** Closes a server with everything that is open. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
