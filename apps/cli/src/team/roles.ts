import type { Role } from "@infershield/identity";

/** What people can be, the mightiest first; written out, since loading identity would slow every command that knows the flag. */
export const roles = ["owner", "admin", "security", "auditor", "member", "service"] as const satisfies readonly Role[];
