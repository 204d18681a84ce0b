/** What people can be; the mightiest first. */
export const roles = ["owner", "admin", "security", "auditor", "member", "service"] as const;
