import type { Connection } from "./connection.ts";
import { tokenStatements } from "./token-statements.ts";

/** Forgets a person's logins at providers; what comes for the same names later starts above their generations. */
export function forgetUser(connection: Connection): (userId: string) => void {
  const statements = tokenStatements(connection);
  const highest = connection.prepare("SELECT max(generation) FROM oauth_tokens WHERE user_id = ?").pluck();
  const tokens = connection.prepare("DELETE FROM oauth_tokens WHERE user_id = ?");
  const journal = connection.prepare("DELETE FROM token_journal WHERE user_id = ?");
  return (userId) => {
    statements.raiseFloor(Number(highest.get(userId) ?? 0));
    tokens.run(userId);
    journal.run(userId);
  };
}
