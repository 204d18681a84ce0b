import { afterEach, beforeEach, expect, test } from "vitest";
import { type Sandbox, startSandbox } from "./start-sandbox.ts";

/** The pages as a browser without scripts walks through them. */

let sandbox: Sandbox;
let cookies: Map<string, string>;

beforeEach(async () => {
  sandbox = await startSandbox();
  cookies = new Map();
});
afterEach(() => sandbox.close());

interface Page {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  readonly headers: Headers;
}

async function visit(url: string, form?: Record<string, string>): Promise<Page> {
  const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") };
  const init = form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) };
  const response = await fetch(url, { ...init, headers, redirect: "manual" });
  for (const line of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    cookies.set(name, value);
  }
  const location = response.headers.get("location");
  if (location !== null) return visit(new URL(location, url).href);
  return { status: response.status, url, html: await response.text(), headers: response.headers };
}

/** Submits the form of a page with its hidden fields and what a person adds. */
function submit(page: Page, fields: Record<string, string>): Promise<Page> {
  const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const action = /<form method="post" action="([^"]+)"/.exec(page.html)?.[1] ?? "";
  const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
  return visit(new URL(action, page.url).href, form);
}

async function requestCode(): Promise<{ device_code: string; user_code: string; verification_uri_complete: string }> {
  const body = new URLSearchParams({ client_id: sandbox.clientId, scope: sandbox.scopes.join(" ") });
  return (await fetch(`${sandbox.issuer}/device/auth`, { method: "POST", body })).json() as never;
}

async function redeem(deviceCode: string): Promise<Record<string, unknown>> {
  const grant_type = "urn:ietf:params:oauth:grant-type:device_code";
  const body = new URLSearchParams({ client_id: sandbox.clientId, grant_type, device_code: deviceCode });
  return (await fetch(`${sandbox.issuer}/token`, { method: "POST", body })).json() as never;
}

async function openApproval(userCode: string): Promise<Page> {
  const signIn = await submit(await visit(sandbox.issuer), { user_code: userCode });
  return submit(signIn, { login: "kim@example.com" });
}

test("a person types the code, signs in with any name, approves, and the tool is signed in as that name", async () => {
  const code = await requestCode();
  const approval = await openApproval(code.user_code.toLowerCase());
  expect(approval.html).toContain("kim@example.com");
  expect(approval.html).toContain(code.user_code);
  expect((await submit(approval, { decision: "approve" })).html).toContain("You are signed in");
  const tokens = await redeem(code.device_code);
  expect(JSON.parse(atob(String(tokens["id_token"]).split(".")[1] ?? ""))).toMatchObject({ email: "kim@example.com" });
});

test("a person who refuses leaves the tool without tokens", async () => {
  const code = await requestCode();
  const refused = await submit(await openApproval(code.user_code), { decision: "deny" });
  expect(refused.html).toContain("You refused this sign-in");
  expect(await redeem(code.device_code)).toMatchObject({ error: "access_denied" });
});

test("a wrong code is said to be wrong and can be typed again", async () => {
  const again = await submit(await visit(sandbox.issuer), { user_code: "BCDF-GHJK" });
  expect(again.html).toContain("not a code this sandbox gave out");
  const code = await requestCode();
  expect((await submit(again, { user_code: code.user_code })).html).toContain("<h1>Sign in</h1>");
});

test("a second code in the same browser is not approved by the first approval", async () => {
  await submit(await openApproval((await requestCode()).user_code), { decision: "approve" });
  const second = await requestCode();
  const page = await submit(await visit(sandbox.issuer), { user_code: second.user_code });
  expect(page.html).toContain("Allow InferShield?");
  expect(await redeem(second.device_code)).toMatchObject({ error: "authorization_pending" });
});

test("a code that came in a link is shown and must be confirmed", async () => {
  const code = await requestCode();
  const posted = await visit(code.verification_uri_complete);
  const [, xsrf = ""] = /name="xsrf" value="([^"]+)"/.exec(posted.html) ?? [];
  const confirm = await visit(`${sandbox.issuer}/device`, { xsrf, user_code: code.user_code });
  expect(confirm.html).toContain("Is this your code?");
  expect(confirm.html).toContain(code.user_code);
});

test("a name with markup is refused and not shown", async () => {
  const code = await requestCode();
  const signIn = await submit(await visit(sandbox.issuer), { user_code: code.user_code });
  const again = await submit(signIn, { login: "<b>x</b>" });
  expect(again.status).toBe(400);
  expect(again.html).not.toContain("<b>x</b>");
});

test("pages load nothing, cannot be framed and run no script", async () => {
  const { headers, html } = await visit(sandbox.issuer);
  expect(headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'/,
  );
  expect(html).not.toMatch(/<script|<link|<img|url\(|@import/);
});

test("a page left open for too long says so", async () => {
  const page = await visit(`${sandbox.issuer}/interaction/gone`);
  expect(page.status).toBe(400);
  expect(page.html).toContain("This did not work");
});
