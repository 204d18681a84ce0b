import { type ScriptlessBrowser, scriptlessBrowser, type VisitedPage } from "@infershield/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";

/** The pages as a browser without scripts walks through them. */

let sandbox: Sandbox;
let browser: ScriptlessBrowser;

beforeEach(async () => {
  sandbox = await startSandbox();
  browser = scriptlessBrowser();
});
afterEach(() => sandbox.close());

async function requestCode(): Promise<{ device_code: string; user_code: string; verification_uri_complete: string }> {
  const body = new URLSearchParams({ client_id: sandbox.clientId, scope: sandbox.scopes.join(" ") });
  return (await fetch(`${sandbox.issuer}/device/auth`, { method: "POST", body })).json() as never;
}

async function redeem(deviceCode: string): Promise<Record<string, unknown>> {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const body = new URLSearchParams({ client_id: sandbox.clientId, grant_type, device_code: deviceCode });
  return (await fetch(`${sandbox.issuer}/token`, { method: "POST", body })).json() as never;
}

async function openApproval(userCode: string): Promise<VisitedPage> {
  const signIn = await browser.submit(await browser.visit(sandbox.issuer), { user_code: userCode });
  return browser.submit(signIn, { login: "kim@example.com" });
}

test("a person types the code, signs in with any name, approves, and the tool is signed in as that name", async () => {
  const code = await requestCode();
  const approval = await openApproval(code.user_code.toLowerCase());
  expect(approval.html).toContain("kim@example.com");
  expect(approval.html).toContain(code.user_code);
  expect((await browser.submit(approval, { decision: "approve" })).html).toContain("You are signed in");
  const tokens = await redeem(code.device_code);
  expect(JSON.parse(atob(String(tokens["id_token"]).split(".")[1] ?? ""))).toMatchObject({ email: "kim@example.com" });
});

test("a person who refuses leaves the tool without tokens", async () => {
  const code = await requestCode();
  const refused = await browser.submit(await openApproval(code.user_code), { decision: "deny" });
  expect(refused.html).toContain("You refused this sign-in");
  expect(await redeem(code.device_code)).toMatchObject({ error: "access_denied" });
});

test("a wrong code is said to be wrong and can be typed again", async () => {
  const again = await browser.submit(await browser.visit(sandbox.issuer), { user_code: "BCDF-GHJK" });
  expect(again.html).toContain("not a code this sandbox gave out");
  const code = await requestCode();
  expect((await browser.submit(again, { user_code: code.user_code })).html).toContain("<h1>Sign in</h1>");
});

test("a second code in the same browser is not approved by the first approval", async () => {
  await browser.submit(await openApproval((await requestCode()).user_code), { decision: "approve" });
  const second = await requestCode();
  const page = await browser.submit(await browser.visit(sandbox.issuer), { user_code: second.user_code });
  expect(page.html).toContain("Allow InferShield?");
  expect(await redeem(second.device_code)).toMatchObject({ error: "authorization_pending" });
});

test("a code that came in a link is shown and must be confirmed", async () => {
  const code = await requestCode();
  const posted = await browser.visit(code.verification_uri_complete);
  const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(posted.html) ?? [];
  const confirm = await browser.visit(`${sandbox.issuer}/device`, { xsrf, user_code: code.user_code });
  expect(confirm.html).toContain("Is this your code?");
  expect(confirm.html).toContain(code.user_code);
});

test("a name with markup is refused and not shown", async () => {
  const code = await requestCode();
  const signIn = await browser.submit(await browser.visit(sandbox.issuer), { user_code: code.user_code });
  const again = await browser.submit(signIn, { login: "<b>x</b>" });
  expect(again.status).toBe(400);
  expect(again.html).not.toContain("<b>x</b>");
});

test("pages load nothing, cannot be framed and run no script", async () => {
  const { headers, html } = await browser.visit(sandbox.issuer);
  expect(headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1:\*; frame-ancestors 'none'/,
  );
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import/);
});

test("a page left open for too long says so", async () => {
  const page = await browser.visit(`${sandbox.issuer}/interaction/gone`);
  expect(page.status).toBe(400);
  expect(page.html).toContain("This did not work");
});
