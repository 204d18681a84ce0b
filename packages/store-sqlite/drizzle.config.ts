import { defineConfig } from "drizzle-kit";

// `pnpm exec drizzle-kit generate --name what-changed` writes the next migration; one that was published is never changed.
export default defineConfig({ dialect: "sqlite", schema: "./schema/index.ts", out: "./migrations" });
