import type { LookupAddress } from "node:dns";
import { createServer } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { createPinnedLookup } from "./pinned-lookup.ts";

const publicAddress = { address: "93.184.215.14", family: 4 };
const loopback = { address: "127.0.0.1", family: 4 };

function look(addresses: readonly LookupAddress[], { allowPrivate = false, all = false } = {}) {
  const lookup = createPinnedLookup({ allowPrivate, resolve: async () => addresses });
  return new Promise<unknown>((resolve) => {
    lookup("api.example.com", { all }, (error, address, family) =>
      resolve(error ? (error as NodeJS.ErrnoException).code : all ? address : { address, family }),
    );
  });
}

test("a name with public addresses resolves to them", async () => {
  expect(await look([publicAddress])).toEqual(publicAddress);
  expect(await look([publicAddress], { all: true })).toEqual([publicAddress]);
});

test.each([
  [[loopback]],
  [[publicAddress, { address: "169.254.169.254", family: 4 }]],
  [[publicAddress, { address: "::ffff:10.0.0.1", family: 6 }]],
  [[{ address: "fd00:ec2::254", family: 6 }]],
  [[{ address: "127.0.0.1.nip.io", family: 4 }]],
])("a name with any private address is refused: %j", async (addresses) => {
  expect(await look(addresses)).toBe("FORBIDDEN_UPSTREAM");
});

test("a private address is fine when the operator allowed the origin", async () => {
  expect(await look([loopback], { allowPrivate: true })).toEqual(loopback);
});

test("a name without addresses, and a resolver that fails, give the usual errors", async () => {
  expect(await look([])).toBe("ENOTFOUND");
  const lookup = createPinnedLookup({
    allowPrivate: false,
    resolve: () => Promise.reject(Object.assign(new Error("again"), { code: "EAI_AGAIN" })),
  });
  const code = await new Promise((resolve) => {
    lookup("api.example.com", {}, (error) => resolve(error?.code));
  });
  expect(code).toBe("EAI_AGAIN");
});

test("a connection goes to the checked address: a name that changes between check and use is never resolved again", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  const answers = [[loopback], [{ address: "169.254.169.254", family: 4 }]];
  let asked = 0;
  const lookup = createPinnedLookup({ allowPrivate: true, resolve: async () => answers[asked++] ?? [] });
  const socket = connect({ host: "rebinding.example.com", port, lookup });
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  expect(socket.remoteAddress).toBe("127.0.0.1");
  expect(asked).toBe(1);
  socket.destroy();
  server.close();
});
