/** Resolves in the next turn of the event loop: long work waits for it now and then, so that everybody else goes on. */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    // biome-ignore lint/style/noRestrictedGlobals: no clock is waited for, only the rest of this turn of the event loop.
    setImmediate(resolve);
  });
}
