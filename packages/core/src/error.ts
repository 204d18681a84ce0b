/** What an {@link InferShieldError} carries beside its message. */
export interface InferShieldErrorOptions extends ErrorOptions {
  /** One line that tells a person what to do next. */
  readonly hint?: string;
}

/**
 * Base of every error that InferShield's packages throw. Each package has one subclass with its own union of codes.
 *
 * Switch on `code`, never on `message`. `message` and `hint` are for people and hold no secret, no prompt text and no token.
 */
export class InferShieldError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly hint: string | undefined;

  constructor(code: Code, message: string, options: InferShieldErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = options.hint;
  }
}
