import { describe, expect, it } from "vitest";
import { createBodyRoom } from "./body-room.ts";
import { ProxyError } from "./proxy-error.ts";

const chunk = 65_536;
const limits = { bodiesBytes: 64 * chunk, bodyBytes: 16 * chunk };

function open(some: Partial<typeof limits> = {}) {
  let beat: (now: number) => void = () => {};
  const room = createBodyRoom(
    { ...limits, ...some },
    {
      watch: (check) => {
        beat = check;
        return () => {};
      },
      stop: () => {},
    },
  );
  return { room, beat: (now: number) => beat(now) };
}

/** Whether a promise is settled, after everything that was due has happened. */
async function isSettled(work: Promise<void>): Promise<boolean> {
  let settled = false;
  const note = (): void => {
    settled = true;
  };
  work.then(note, note);
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe("the room for bodies", () => {
  it("lets bodies come while there is room, and counts them until they are left", () => {
    const { room } = open();
    const [one, other] = [room.enter(), room.enter()];
    expect(one.take(3 * chunk)).toBe(true);
    expect(other.take(4 * chunk)).toBe(true);
    one.arrived(2 * chunk);
    expect(room.heldBytes).toBe(6 * chunk);
    one.leave();
    one.leave();
    other.leave();
    expect(room.heldBytes).toBe(0);
  });

  it("keeps the later of two waiting when what comes in fills the room, and lets it go on when the first is whole", async () => {
    const { room } = open();
    const [first, second] = [room.enter(), room.enter()];
    expect(first.take(5 * chunk)).toBe(true);
    expect(second.take(3 * chunk)).toBe(false);
    const ready = second.ready();
    expect(await isSettled(ready)).toBe(false);
    expect(first.take(11 * chunk)).toBe(true);
    expect(first.isCrowded()).toBe(true);
    first.arrived(16 * chunk);
    expect(await isSettled(ready)).toBe(true);
    expect(first.isCrowded()).toBe(false);
    expect(second.take(chunk)).toBe(true);
  });

  it("never holds up the first bytes of a body", () => {
    const { room } = open();
    const [large, small] = [room.enter(), room.enter()];
    large.take(16 * chunk);
    expect(small.take(chunk - 1)).toBe(true);
    expect(small.take(1)).toBe(false);
  });

  it("brings any number of bodies to their end, however little room there is", async () => {
    const { room } = open({ bodiesBytes: 16 * chunk });
    let most = 0;
    const send = async (): Promise<void> => {
      const place = room.enter();
      for (let part = 0; part < 12; part += 1) {
        if (!place.take(chunk)) await place.ready();
        most = Math.max(most, room.heldBytes);
        await new Promise((resolve) => setImmediate(resolve));
      }
      place.leave();
    };
    await Promise.all(Array.from({ length: 40 }, send));
    expect(room.heldBytes).toBe(0);
    // The first bytes of all, half a body, and the first one beyond it.
    expect(most).toBeLessThanOrEqual((40 + 8 + 12) * chunk);
  });

  it("wakes no more of the waiting than there is room for", async () => {
    const { room } = open({ bodiesBytes: 17 * chunk });
    const whole = room.enter();
    whole.arrived(17 * chunk);
    const late = Array.from({ length: 5 }, () => room.enter());
    for (const place of late) expect(place.take(chunk)).toBe(false);
    const waits = late.map((place) => place.ready());
    // Five bodies have 5 chunks of the 17, and each that wakes is promised one more.
    whole.arrived(10 * chunk);
    expect((await Promise.all(waits.map(isSettled))).filter(Boolean)).toHaveLength(2);
  });

  it("keeps new bodies waiting while those that wait for their provider fill the room, also the first one", async () => {
    const { room } = open({ bodiesBytes: 16 * chunk });
    const held = room.enter();
    held.arrived(16 * chunk);
    const place = room.enter();
    expect(place.take(chunk)).toBe(false);
    const ready = place.ready();
    expect(await isSettled(ready)).toBe(false);
    held.leave();
    expect(await isSettled(ready)).toBe(true);
  });

  it("lets one body be as large as one may be although all together may hold less", () => {
    const { room } = open({ bodiesBytes: 1 });
    expect(room.enter().take(16 * chunk)).toBe(true);
  });

  it("makes what is to be decoded wait for room before it is decoded", async () => {
    const { room } = open({ bodiesBytes: 16 * chunk });
    const [first, second] = [room.enter(), room.enter()];
    await first.reserve(16 * chunk);
    const waits = second.reserve(16 * chunk);
    expect(await isSettled(waits)).toBe(false);
    first.arrived(2 * chunk);
    expect(await isSettled(waits)).toBe(true);
    expect(room.heldBytes).toBe(18 * chunk);
  });

  it("refuses who waited for half a minute and says when to come again", async () => {
    const { room, beat } = open({ bodiesBytes: 16 * chunk });
    room.enter().arrived(16 * chunk);
    const place = room.enter();
    place.take(chunk);
    const ready = place.ready();
    beat(1_000);
    beat(30_000);
    expect(await isSettled(ready)).toBe(false);
    beat(31_000);
    await expect(ready).rejects.toBeInstanceOf(ProxyError);
    await expect(ready).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS_IN_FLIGHT", retryAfterSeconds: 5 });
    expect(place.isCrowded()).toBe(false);
  });
});
