import type { Server } from "node:http";
import type { Server as NetServer } from "node:net";

/** Opens a server on a free port of 127.0.0.1. @returns the port */
export function listenOnLoopback(server: NetServer): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address === "object" && address !== null) resolve(address.port);
      else reject(new Error("A port was expected."));
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
