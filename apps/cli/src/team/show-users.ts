import type { InvitationJson, UserJson } from "@infershield/proxy";
import { formatRelative } from "../format-time.ts";
import { printable } from "../printable.ts";
import { formatTable } from "../table.ts";

/** Accounts as a table. */
export function usersTable(users: readonly UserJson[]): string {
  return formatTable(
    ["Email", "Role", "Team", "State", "Name", "Id"],
    users.map(({ email, role, team, state, name, id }) => [email, role, team ?? "-", state, name ?? "-", id]),
  );
}

/** What an administrator passes on to the person, line by line; the code itself is the first. */
export function invitationLines(invitation: InvitationJson, server: string | undefined): readonly string[] {
  const { user, code, code_expires_at } = invitation;
  return [
    printable(code),
    `A one-time code for ${printable(user.email)} (${user.role}). It is not shown again and expires ${formatRelative(Date.parse(code_expires_at), Date.now())}.`,
    `On their machine: infershield login --server ${server ?? "URL"}`,
  ];
}
