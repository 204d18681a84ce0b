/** Tells whether a bind address can only be reached from this machine. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Names under which this machine reaches a port of its own, as `Host` has them; a port that is the scheme's own may be left out. */
export function loopbackNames(port: number, tls: boolean): readonly string[] {
  const names = ["localhost", "127.0.0.1", "[::1]"];
  const withPort = names.map((name) => `${name}:${port}`);
  return port === (tls ? 443 : 80) ? [...names, ...withPort] : withPort;
}

/** The base address of a server, such as `http://127.0.0.1:8000`. */
export function addressOf(where: { readonly host: string; readonly port: number; readonly tls: boolean }): string {
  const { host, port, tls } = where;
  return `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether what is sent to an address cannot be read on the way: https, or plain http that does not leave this machine. */
export function isProtected(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || (protocol === "http:" && isLoopbackHost(hostname.replace(/^\[|\]$/g, "")));
}
