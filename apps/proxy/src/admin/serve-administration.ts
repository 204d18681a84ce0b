import { ConfigError } from "@infershield/instance";
import type { Gateway } from "../gateway.ts";
import { createSignIns } from "./sign-ins.ts";
import { type AdminServer, startAdmin } from "./start-admin.ts";
import type { Team } from "./team.ts";

/**
 * Opens the admin port of a gateway: metrics, and the administration of a team.
 *
 * @param proxyUrl - Where tools reach the gateway.
 * @returns undefined when the port could not be opened for one person: better no metrics than no gateway. A team without its
 * administration could revoke nothing.
 * @throws ConfigError `PORT_IN_USE` for a team
 */
export async function serveAdministration(
  { instance, metrics, ticker, refusals, requestId, wrongTokens, logger }: Gateway,
  team: Team | undefined,
  proxyUrl: string,
): Promise<AdminServer | undefined> {
  const { config } = instance;
  if (team === undefined) {
    return await startAdmin({ config, metrics }).catch((error: unknown) => {
      // Most often the port of another proxy of the same person: no stack for that.
      const { code, hint } = error instanceof ConfigError ? error : {};
      logger.warn(
        { ...(code === undefined ? { err: error } : { code, hint }), adminPort: config.adminPort },
        "the admin port could not be opened: no metrics",
      );
      return undefined;
    });
  }
  const signIns = createSignIns(team, ticker);
  const admin = await startAdmin({
    config,
    metrics,
    team: {
      team,
      signIns,
      proxyUrl,
      wrongTokens,
      logger,
      onRefusal: (refusal) => refusals.add({ ...refusal, requestId: requestId() }),
    },
  });
  return {
    ...admin,
    close: async () => {
      await signIns.close();
      await admin.close();
    },
  };
}
