import { jsonBrowserView, textBrowserView } from "./browser-login-view.ts";
import { hasBrowser } from "./has-browser.ts";
import type { LoginViews } from "./log-in.ts";
import { jsonLoginView, textLoginView } from "./login-view.ts";
import { openBrowser } from "./open-browser.ts";

/** NDJSON events, for programs that drive the login. */
export function jsonLoginViews(print: (event: object) => void): LoginViews {
  return { device: jsonLoginView(print), browser: jsonBrowserView(print, process.stdin) };
}

/** Text for a person; `open` says which address a browser on this machine is shown, and only on a terminal. */
export function textLoginViews(options: {
  readonly out: (line: string) => void;
  readonly qr: boolean;
  readonly open: "nothing" | "plain" | "complete";
}): LoginViews {
  const { out, qr } = options;
  const err = process.stderr;
  const open = process.stdout.isTTY && hasBrowser(process.env, process.platform) ? options.open : "nothing";
  const device = textLoginView({ out, err, qr });
  return {
    device: {
      ...device,
      code: (authorization) => {
        device.code(authorization);
        const { verificationUri, verificationUriComplete = verificationUri } = authorization;
        if (open !== "nothing") openBrowser(open === "complete" ? verificationUriComplete : verificationUri);
      },
    },
    browser: textBrowserView({
      out,
      err,
      input: process.stdin,
      qr,
      ...(open !== "nothing" && { open: (url: string) => void openBrowser(url) }),
    }),
  };
}
