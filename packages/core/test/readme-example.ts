import { InferShieldError, type Secret, type Sleep, system } from "@infershield/core";

type LetterErrorCode = "NOT_DELIVERED";
class LetterError extends InferShieldError<LetterErrorCode> {}

/** Tries three times, a second apart; a test hands in a `sleep` that does not wait. */
export async function deliver(
  letter: Secret,
  send: (text: string) => boolean,
  { sleep = system.sleep }: { readonly sleep?: Sleep } = {},
): Promise<number> {
  for (let attempt = 1; attempt <= 3; attempt++) {
    if (send(letter.reveal())) return attempt;
    await sleep(1_000);
  }
  throw new LetterError("NOT_DELIVERED", `Nobody took the letter ${letter}.`, { hint: "Try again tomorrow." });
}
