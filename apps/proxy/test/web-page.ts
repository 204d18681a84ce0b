import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { connect, createServer as createRelay } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { listenOnLoopback } from "@infershield/testkit";

// A web page of somebody else in a real browser, and what it achieves against a server on this machine.

/** What each attempt of a page came to: the status it could read, `opaque` when it could read nothing, or the name of the error. */
export type Attempts = Readonly<Record<string, string | number>>;

/** Everything a page can do without asking anybody, and what it has to ask for. Runs in the page; `base` is where it aims at. */
const attempt = `async (base) => {
  const json = JSON.stringify({ model: "gpt", messages: [{ role: "user", content: "from a page" }] });
  const chat = base + "/v1/chat/completions";
  const read = async (work) => {
    try {
      const response = await work;
      return response.type === "opaque" ? "opaque" : response.status;
    } catch (error) { return error.name; }
  };
  const element = (name, attributes) => new Promise((resolve) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.onload = () => resolve("loaded");
    made.onerror = () => resolve("error");
    document.body.append(made);
    setTimeout(() => resolve("silent"), 3000);
  });
  const post = (headers, more = {}) => read(fetch(chat, { method: "POST", body: json, headers, ...more }));
  const socket = () => new Promise((resolve) => {
    const made = new WebSocket(base.replace("http", "ws") + "/v1/responses");
    made.onopen = () => resolve("open");
    made.onerror = () => resolve("error");
  });
  const form = () => {
    const frame = document.createElement("iframe");
    frame.name = "target";
    document.body.append(frame);
    const made = Object.assign(document.createElement("form"), { method: "post", action: chat, target: "target", enctype: "text/plain" });
    const field = Object.assign(document.createElement("input"), { name: json.slice(0, -1) + ',"x":"', value: '"}' });
    made.append(field);
    document.body.append(made);
    return new Promise((resolve) => {
      frame.onload = () => {
        try { resolve(frame.contentDocument === null ? "opaque" : "read"); } catch (error) { resolve(error.name); }
      };
      made.submit();
      setTimeout(() => resolve("silent"), 3000);
    });
  };
  return {
    get: await read(fetch(base + "/v1/models")),
    blindGet: await read(fetch(base + "/v1/models", { mode: "no-cors" })),
    json: await post({ "content-type": "application/json" }),
    withToken: await post({ "content-type": "application/json", authorization: "Bearer x" }),
    text: await post({ "content-type": "text/plain" }),
    blindText: await post({ "content-type": "text/plain" }, { mode: "no-cors" }),
    blindForm: await post({ "content-type": "application/x-www-form-urlencoded" }, { mode: "no-cors" }),
    withCookies: await post({ "content-type": "text/plain" }, { credentials: "include" }),
    form: await form(),
    beacon: navigator.sendBeacon(chat, json) ? "sent" : "refused",
    image: await element("img", { src: base + "/v1/models" }),
    script: await element("script", { src: base + "/v1/models" }),
    socket: await socket(),
  };
}`;

/**
 * Lets a page of another origin, in Chromium, try everything it can against a server on a port of this machine.
 *
 * @param how - `other_site` serves the page under a name of its own, `other_port` from another port of localhost; `rebound` serves it under a
 * name of its own and the server's port, and then lets that name lead to the server: to the browser both are one origin.
 */
export async function tryFromWebPage(port: number, how: "other_site" | "other_port" | "rebound"): Promise<Attempts> {
  let told: (attempts: Attempts) => void = () => {};
  const result = new Promise<Attempts>((resolve) => {
    told = resolve;
  });
  const base = how === "rebound" ? "" : `http://${how === "other_port" ? "localhost" : "127.0.0.1"}:${port}`;
  const page = createServer(async (incoming, outgoing) => {
    if (incoming.url === "/told") told(JSON.parse(await textOf(incoming)));
    outgoing.writeHead(200, { "content-type": "text/html", connection: "close", "access-control-allow-origin": "*" });
    outgoing.end(incoming.url === "/told" ? "" : pageOf(base, pagePort));
  });
  const relay = createRelay((socket) => {
    socket.once("data", (first: Buffer) => {
      // The name leads to the page's server when the page is asked for, to the other one ever after.
      const isPage = first.toString("latin1").startsWith("GET / ");
      const other = connect(isPage ? pagePort : port, "127.0.0.1");
      other.write(first);
      socket.on("error", () => other.destroy()).pipe(other);
      other.on("error", () => socket.destroy()).pipe(socket);
    });
  });
  const pagePort = await listenOnLoopback(page);
  const relayPort = await listenOnLoopback(relay);
  const url = {
    other_site: `http://page.example:${pagePort}/`,
    other_port: `http://localhost:${pagePort}/`,
    rebound: `http://evil.example:${port}/`,
  };
  try {
    return await inChromium(url[how], `MAP page.example 127.0.0.1,MAP evil.example 127.0.0.1:${relayPort}`, result);
  } finally {
    page.closeAllConnections();
    page.close();
    relay.close();
  }
}

function pageOf(base: string, pagePort: number): string {
  const tell = `fetch("http://127.0.0.1:${pagePort}/told", { method: "POST", body: JSON.stringify(attempts) })`;
  return `<!doctype html><body><script>(${attempt})(${JSON.stringify(base)} || location.origin).then((attempts) => ${tell})</script>`;
}

async function inChromium<Result>(url: string, resolverRules: string, result: Promise<Result>): Promise<Result> {
  const profile = await mkdtemp(join(tmpdir(), "infershield-browser-"));
  const browser = spawn(
    findChromium(),
    [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--user-data-dir=${profile}`,
      `--host-resolver-rules=${resolverRules}`,
      url,
    ],
    { stdio: "ignore" },
  );
  const ended = once(browser, "exit");
  try {
    return await Promise.race([
      result,
      ended.then(() => Promise.reject(new Error("The browser ended before its page had told anything."))),
    ]);
  } finally {
    browser.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** @throws Error when there is none: install the package `chromium` */
function findChromium(): string {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const paths = (process.env["PATH"] ?? "")
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const found = paths.find(isExecutable);
  if (found === undefined) throw new Error("This test needs Chromium on the PATH.");
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function textOf(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
}
