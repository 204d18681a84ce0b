/** Tries one feature after the other and prints a line for each; the exit status is 1 when one does not work. */
export async function tryFeatures(features: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> {
  for (const [name, feature] of Object.entries(features)) {
    try {
      const got = JSON.stringify(await feature());
      const works = got === "true";
      console.log(works ? `ok   ${name}` : `FAIL ${name}: ${got}`);
      if (!works) process.exitCode = 1;
    } catch (error) {
      console.log(`FAIL ${name}: ${error}`);
      process.exitCode = 1;
    }
  }
}

/** The error of a promise that must not succeed. */
export async function errorOf(work: Promise<unknown>): Promise<Readonly<Record<string, unknown>>> {
  return work.then(
    () => ({ name: "no error" }),
    (error: Error) =>
      Object.assign(Object.create(null), error, { name: error.constructor.name, message: error.message }),
  );
}

/** Leaves a stream after its first piece. */
export async function leave(stream: AsyncIterable<unknown>, controller: AbortController): Promise<boolean> {
  let pieces = 0;
  try {
    for await (const _ of stream) {
      pieces += 1;
      controller.abort();
    }
  } catch {
    // Some SDKs throw what they were asked to do.
  }
  return pieces > 0 && controller.signal.aborted;
}
