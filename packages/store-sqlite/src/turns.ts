/** Lets callers through one after the other, in the order in which they came. */
export function createTurns(): () => Promise<() => void> {
  let last: Promise<void> = Promise.resolve();
  return async () => {
    const before = last;
    const own = Promise.withResolvers<void>();
    last = own.promise;
    await before;
    return own.resolve;
  };
}
