import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** How a browser's way back ended. */
export type ReturnEnding = "received" | "refused" | "unknown";

const texts: Readonly<
  Record<ReturnEnding, { readonly status: number; readonly title: string; readonly text: string }>
> = {
  received: {
    status: 200,
    title: "Back to your terminal",
    text: "Your program goes on there by itself and says how the sign-in ended. You can close this page.",
  },
  refused: {
    status: 200,
    title: "Not signed in",
    text: "The provider did not grant the sign-in. Your terminal says why and what to do next. You can close this page.",
  },
  unknown: {
    status: 400,
    title: "No sign-in waits here",
    text: "This address does not belong to a sign-in that is under way. Start it again in your terminal.",
  },
};

const style = `
:root{color-scheme:light dark;--ink:#14202b;--page:#eef2f6;--card:#fff;--line:#c9d3dc}
@media (prefers-color-scheme:dark){:root{--ink:#e8eef4;--page:#0f161d;--card:#18222c;--line:#3c4a57}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{box-sizing:border-box;width:calc(100% - 3rem);max-width:27rem;padding:2rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25}
p{margin:0}
`;

/** Ends an answer with the page that a person sees after a sign-in. It loads nothing, holds nothing of the address and is not kept. */
export function sendReturnPage(response: ServerResponse, ending: ReturnEnding): void {
  const { status, title, text } = texts[ending];
  const styleHash = createHash("sha256").update(style).digest("base64");
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    connection: "close",
  });
  response.end(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title} · InferShield</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body>
</html>`);
}
