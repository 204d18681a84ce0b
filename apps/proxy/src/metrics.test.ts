import { providerCatalog } from "@infershield/providers";
import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";
import { createReadiness } from "./readiness.ts";
import { createTimings } from "./timings.ts";

const state = {
  inFlight: { enter: () => () => {}, size: 2 },
  readiness: createReadiness({ failMode: "closed" }),
  sinks: () => [],
};

test.each([
  ["google", "gcp.gemini"],
  ["xai", "x_ai"],
  ["anthropic", "anthropic"],
  ["gone", "gone"],
])("the provider %s is called %s as OpenTelemetry wants it", async (provider, told) => {
  const metrics = createMetrics(state, { providers: providerCatalog() });
  const facts = { provider, action: "messages", upstreamStatus: 200, outcome: "completed", tokensIn: 3 } as const;
  metrics.exchange(
    facts,
    createTimings(() => 0, 0),
    5,
  );
  const genAi = `gen_ai_operation_name="chat",gen_ai_provider_name="${told}"`;
  expect(await metrics.render()).toContain(`gen_ai_client_token_usage_sum{${genAi},gen_ai_token_type="input"} 3\n`);
});

test("gauges tell the state at the moment of the asking", async () => {
  const readiness = createReadiness({ failMode: "closed" });
  const metrics = createMetrics({ ...state, readiness }, { providers: providerCatalog() });
  const before = await metrics.render();
  expect(before).toContain("infershield_requests_in_flight 2\n");
  expect(before).toContain("infershield_ready 1\n");
  readiness.auditFailed = true;
  expect(await metrics.render()).toContain("infershield_ready 0\n");
});
