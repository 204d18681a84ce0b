import { expect, test } from "vitest";
import { hasBrowser } from "./has-browser.ts";

test.each([
  [{ DISPLAY: ":0" }, "linux", true],
  [{ WAYLAND_DISPLAY: "wayland-0" }, "linux", true],
  [{ WSL_DISTRO_NAME: "Ubuntu" }, "linux", true],
  [{}, "linux", false],
  [{}, "darwin", true],
  [{ SSH_CONNECTION: "1 2 3 4" }, "darwin", false],
  [{ SSH_TTY: "/dev/pts/0", DISPLAY: ":0" }, "linux", false],
] as const)("with %j on %s a browser is there: %s", (env, platform, expected) => {
  expect(hasBrowser(env, platform)).toBe(expected);
});
