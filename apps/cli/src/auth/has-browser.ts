/** Whether a browser that is opened here would appear before the person: not over SSH, and on Linux only with a display. */
export function hasBrowser(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): boolean {
  if (env["SSH_CONNECTION"] || env["SSH_TTY"]) return false;
  return platform !== "linux" || Boolean(env["DISPLAY"] || env["WAYLAND_DISPLAY"] || env["WSL_DISTRO_NAME"]);
}
