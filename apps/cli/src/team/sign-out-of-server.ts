import { InferShieldError, type Secret } from "@infershield/core";
import { meAnswer } from "./answers.ts";
import { ask } from "./ask.ts";
import { serverAdministration } from "./server-administration.ts";

/**
 * Ends a token of this machine at its server.
 *
 * @returns whether the server has ended it; a token that it does not take any more counts as ended
 */
export async function endServerToken(server: string, token: Secret): Promise<"revoked" | "failed"> {
  const administration = serverAdministration(server, { token });
  try {
    const { token: own } = await ask(administration, "GET /admin/me", meAnswer);
    if (own === null) return "failed";
    await administration.call("POST /admin/tokens/revoke", { id: own.id });
    return "revoked";
  } catch (error) {
    if (!(error instanceof InferShieldError)) throw error;
    return error.code === "INVALID_TOKEN" ? "revoked" : "failed";
  }
}
