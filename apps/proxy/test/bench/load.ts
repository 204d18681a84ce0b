import type { Pool } from "undici";

/** Requests of one kind. */
export interface Load {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Events of each answer; 0 for JSON. */
  readonly events: number;
}

/** Sends one request and reads its whole answer. @returns milliseconds to the first byte of the answer, and what `Server-Timing` tells */
export async function ask(pool: Pool, { body, headers, events }: Load): Promise<{ headMs: number; timing: string }> {
  const started = performance.now();
  const answer = await pool.request({
    method: "POST",
    path: "/v1/chat/completions",
    headers: {
      "content-type": "application/json",
      ...headers,
      // Our proxy passes this header on, and so tells the upstream how many events to send.
      ...(events > 0 && { "x-session-id": String(events) }),
    },
    body,
  });
  const headMs = performance.now() - started;
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`An answer with status ${answer.statusCode}: ${text}`);
  return { headMs, timing: String(answer.headers["server-timing"] ?? "") };
}

/** Keeps so many connections busy until all requests are answered. @returns the requests' times in milliseconds */
export async function closedLoop(
  pool: Pool,
  load: Load,
  { connections, requests }: { readonly connections: number; readonly requests: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  let left = requests;
  const one = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const started = performance.now();
      await ask(pool, load);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  return times;
}

/** Sends requests at a fixed rate, whatever has been answered. @returns times from when each was due, in milliseconds */
export async function openLoop(
  pool: Pool,
  load: Load,
  { perSecond, requests }: { readonly perSecond: number; readonly requests: number },
): Promise<readonly number[]> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  const begin = performance.now();
  const send = async (due: number): Promise<void> => {
    await ask(pool, load);
    times.push(performance.now() - due);
  };
  while (running.length < requests) {
    const due = begin + (running.length * 1_000) / perSecond;
    if (due <= performance.now()) running.push(send(due));
    else await new Promise((resolve) => setImmediate(resolve));
  }
  await Promise.all(running);
  return times;
}
