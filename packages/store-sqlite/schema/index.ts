// The tables, as drizzle-kit reads them to make migrations. At run time the package speaks plain SQL: see docs/decisions.
export * from "./audit.ts";
export * from "./people.ts";
export * from "./policies.ts";
export * from "./tokens.ts";
export * from "./usage.ts";
