import { createRequire } from "node:module";

// What each of these libraries loads at once is several times what is used of it here: undici its `fetch`, WebSocket and test doubles,
// prom-client the OpenTelemetry API. With `import "node:http"` that was a fifth of the CPU time until the first answer, and 13 MiB. Both are pinned to one version, so the places of their files are known.
const require = createRequire(import.meta.url);

/** undici's pool of connections to one origin. */
export const Pool: typeof import("undici").Pool = require("undici/lib/dispatcher/pool.js");
/** All of undici, whose agent for proxies asks for methods that only its index adds; loaded where there is such a proxy. */
export const loadUndici = (): typeof import("undici") => require("undici");

/** prom-client's counter. */
export const Counter: typeof import("prom-client").Counter = require("prom-client/lib/counter.js");
/** prom-client's gauge. */
export const Gauge: typeof import("prom-client").Gauge = require("prom-client/lib/gauge.js");
/** prom-client's histogram. */
export const Histogram: typeof import("prom-client").Histogram = require("prom-client/lib/histogram.js");
/** prom-client's registry. */
export const Registry: typeof import("prom-client").Registry = require("prom-client/lib/registry.js");
