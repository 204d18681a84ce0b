/** A page that a {@link ScriptlessBrowser} stands on. */
export interface VisitedPage {
  readonly status: number;
  readonly url: string;
  readonly html: string;
  readonly headers: Headers;
}

/** Visits pages, follows redirects, keeps cookies and submits forms as a browser without scripts does. */
export interface ScriptlessBrowser {
  visit(url: string, form?: Readonly<Record<string, string>>): Promise<VisitedPage>;
  /** Submits the first form of a page: its hidden fields and what a person adds. */
  submit(page: VisitedPage, fields: Readonly<Record<string, string>>): Promise<VisitedPage>;
}

/** Opens a browser with an empty cookie jar; it knows one site, so cookies go to every address. */
export function scriptlessBrowser(): ScriptlessBrowser {
  const cookies = new Map<string, string>();

  async function visit(url: string, form?: Readonly<Record<string, string>>): Promise<VisitedPage> {
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

  return {
    visit,
    submit: (page, fields) => {
      const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
      const action = /<form method="post" action="([^"]+)"/.exec(page.html)?.[1] ?? "";
      const form = { ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])), ...fields };
      return visit(new URL(action, page.url).href, form);
    },
  };
}
