import { createHash } from "node:crypto";

/** Why a code that a person typed was not taken. */
export type CodeProblem = "unknown" | "expired" | "used" | "denied";

interface FormTarget {
  readonly action: string;
  readonly xsrf: string;
}

const problems: Readonly<Record<CodeProblem, string>> = {
  unknown: "That is not a code this sandbox gave out. Check it and try again.",
  expired: "That code has expired. Start the sign-in again for a new one.",
  used: "That code has already been used. Start the sign-in again for a new one.",
  denied: "You refused this sign-in. Nothing was granted.",
};

const scopeTexts: Readonly<Record<string, string>> = {
  openid: "know which name you signed in with",
  email: "see your e-mail address",
  offline_access: "stay signed in until you sign out",
};

const style = `
:root{color-scheme:light dark;--ink:#14202b;--soft:#51606e;--line:#c9d3dc;--page:#eef2f6;--card:#fff;--accent:#0b5cad;--accent-ink:#fff;--warn:#7a4b00;--warn-page:#fff4dc;--bad:#a11b1b}
@media (prefers-color-scheme:dark){:root{--ink:#e8eef4;--soft:#a9b7c4;--line:#3c4a57;--page:#0f161d;--card:#18222c;--accent:#7ab8f5;--accent-ink:#0b1620;--warn:#ffd591;--warn-page:#33270f;--bad:#ff9c9c}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{width:100%;max-width:27rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:2rem}
.place{margin:0 0 1.25rem;padding:.5rem .75rem;border-radius:.5rem;background:var(--warn-page);color:var(--warn);font-size:.875rem}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}
p{margin:0 0 1rem}
label{display:block;font-weight:600;margin-bottom:.35rem}
input[type=text]{width:100%;padding:.7rem .8rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--soft);border-radius:.5rem}
input.code,.shown{font-family:ui-monospace,"SFMono-Regular",Menlo,Consolas,monospace;letter-spacing:.12em;text-transform:uppercase}
input.code{font-size:1.35rem;text-align:center}
.shown{display:block;margin:0 0 1rem;padding:.75rem;text-align:center;font-size:1.5rem;border:1px dashed var(--soft);border-radius:.5rem}
.hint{margin:.4rem 0 0;font-size:.875rem;color:var(--soft)}
.problem{margin:0 0 1rem;font-weight:600;color:var(--bad)}
ul{margin:0 0 1rem;padding-left:1.2rem}
.buttons{display:flex;gap:.75rem;margin-top:1.25rem}
button{flex:1;padding:.75rem 1rem;font:inherit;font-weight:600;border-radius:.5rem;border:1px solid var(--accent);background:var(--accent);color:var(--accent-ink);cursor:pointer}
button.second{background:transparent;color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
`;

/** Headers of every page: nothing is loaded, framed, stored or told to other sites. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; form-action 'self' http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'`,
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** Where a person types the code that their tool shows. */
export function codeInputPage({
  action,
  xsrf,
  problem,
}: FormTarget & { readonly problem?: CodeProblem | undefined }): string {
  const said = problem === undefined ? "" : `<p class="problem" id="problem" role="alert">${problems[problem]}</p>`;
  return page(
    "Enter your code",
    `<p>Your tool shows a code of eight letters. Type it here to sign the tool in.</p>${said}
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="xsrf" value="${escapeHtml(xsrf)}">
<input type="hidden" name="confirm" value="yes">
<label for="user_code">Code</label>
<input class="code" type="text" id="user_code" name="user_code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" autofocus aria-describedby="hint${problem === undefined ? "" : " problem"}">
<p class="hint" id="hint">Looks like BCDF-GHJK. Upper and lower case are the same.</p>
<div class="buttons"><button type="submit">Continue</button></div>
</form>`,
  );
}

/** Asks whether a code that came with the address is the one on the person's own tool (RFC 8628 section 3.3.1). */
export function codeConfirmPage({ action, xsrf, userCode }: FormTarget & { readonly userCode: string }): string {
  return page(
    "Is this your code?",
    `<p>Go on only if your own tool shows exactly this code now.</p>
<strong class="shown">${escapeHtml(userCode)}</strong>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="xsrf" value="${escapeHtml(xsrf)}">
<input type="hidden" name="user_code" value="${escapeHtml(userCode)}">
<div class="buttons"><button class="second" type="submit" name="abort" value="yes">No</button><button type="submit" name="confirm" value="yes">Yes, continue</button></div>
</form>`,
  );
}

/** Where a person says who they are: any name, since the sandbox has no accounts. */
export function signInPage({ action, problem }: { readonly action: string; readonly problem: boolean }): string {
  const said = problem
    ? `<p class="problem" id="problem" role="alert">Use 1 to 100 letters, digits or . _ @ + -</p>`
    : "";
  return page(
    "Sign in",
    `<p>There are no accounts and no passwords here. Choose any name.</p>${said}
<form method="post" action="${escapeHtml(action)}">
<label for="login">Name or e-mail address</label>
<input type="text" id="login" name="login" value="alex@example.com" required maxlength="100" autocomplete="off" autofocus${problem ? ' aria-describedby="problem"' : ""}>
<div class="buttons"><button type="submit">Sign in</button></div>
</form>`,
  );
}

/** Where a person approves or refuses. */
export function approvalPage(options: {
  readonly action: string;
  readonly login: string;
  /** Absent in a sign-in through this very browser. */
  readonly userCode: string | undefined;
  readonly scopes: readonly string[];
}): string {
  const { userCode } = options;
  const asks =
    userCode === undefined
      ? `<p>You are <strong>${escapeHtml(options.login)}</strong>. A tool on this machine wants to use the sandbox's model as you.</p>`
      : `<p>You are <strong>${escapeHtml(options.login)}</strong>. The tool that shows this code wants to use the sandbox's model as you:</p>
<strong class="shown">${escapeHtml(userCode)}</strong>`;
  const warning =
    userCode === undefined
      ? "You did not start this sign-in? Then refuse."
      : "Somebody else sent you this code? Then refuse: approving it would sign them in as you.";
  const items = options.scopes.map((scope) => `<li>${escapeHtml(scopeTexts[scope] ?? scope)}</li>`).join("");
  return page(
    "Allow InferShield?",
    `${asks}
<p>It will be able to:</p><ul>${items}<li>send prompts to the sandbox's model</li></ul>
<p class="hint">${warning}</p>
<form method="post" action="${escapeHtml(options.action)}">
<div class="buttons"><button class="second" type="submit" name="decision" value="deny">Refuse</button><button type="submit" name="decision" value="approve">Approve</button></div>
</form>`,
  );
}

/** The end of a sign-in. */
export function donePage(): string {
  return page(
    "You are signed in",
    "<p>Go back to your tool; it goes on by itself within a few seconds. You can close this page.</p>",
  );
}

/** What went wrong, by OAuth's own error code. */
export function errorPage(error: string): string {
  return page(
    "This did not work",
    `<p class="problem" role="alert">The sandbox answered <code>${escapeHtml(error)}</code>.</p><p>Start the sign-in again in your tool.</p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · InferShield sandbox</title><style>${style}</style></head>
<body><main><p class="place">Sandbox on this machine. Nothing here is a real provider.</p><h1>${title}</h1>${body}</main></body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
