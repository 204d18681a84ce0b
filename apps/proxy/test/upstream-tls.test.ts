import { createServer, type Server } from "node:https";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import {
  chatCompletion,
  listenOnLoopback,
  type SelfSignedCertificate,
  selfSignedCertificate,
} from "@infershield/testkit";
import { afterEach, describe, expect, it } from "vitest";
import { chatBody, errorOf, startTestProxy, type TestProxy } from "./harness.ts";

const trusted = getCACertificates("default");
let proxy: TestProxy | undefined;
let server: Server | undefined;
let requests = 0;

afterEach(async () => {
  setDefaultCACertificates(trusted);
  await proxy?.close();
  server?.closeAllConnections();
  server?.close();
  requests = 0;
});

/** A provider at `https://localhost` with this certificate, and a proxy in front of it. */
async function startPair({ key, cert }: SelfSignedCertificate): Promise<TestProxy> {
  server = createServer({ key, cert }, (incoming, outgoing) => {
    requests += 1;
    incoming.resume();
    outgoing.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(chatCompletion("hello")));
  });
  const port = await listenOnLoopback(server);
  const origin = `https://localhost:${port}`;
  proxy = await startTestProxy({ allowPrivate: [origin], env: { INFERSHIELD_OPENAI_BASE_URL: `${origin}/v1` } });
  return proxy;
}

describe("a provider's certificate", () => {
  it("lets requests through when somebody trusted vouches for it", async () => {
    const certificate = selfSignedCertificate(["localhost"]);
    setDefaultCACertificates([...trusted, certificate.cert]);
    const { chat } = await startPair(certificate);
    expect((await chat(chatBody("hi"))).status).toBe(200);
    expect(requests).toBe(1);
  });

  it.each([
    ["nobody vouches for it", selfSignedCertificate(["localhost"]), false, "depth_zero_self_signed_cert"],
    ["it has expired", selfSignedCertificate(["localhost"], { lastYear: 2024 }), true, "cert_has_expired"],
    ["it is another host's", selfSignedCertificate(["other.example"]), true, "err_tls_cert_altname_invalid"],
  ])("stops the request before anything is sent when %s", async (_, certificate, isTrusted, reason) => {
    if (isTrusted) setDefaultCACertificates([...trusted, certificate.cert]);
    const { chat, records } = await startPair(certificate);
    const response = await chat(chatBody("hi"));
    expect(response.status).toBe(502);
    expect(await errorOf(response)).toMatchObject({ code: "upstream_error" });
    expect(requests).toBe(0);
    expect((await records()).at(-1)).toMatchObject({ outcome: "failed", reason });
  });
});
