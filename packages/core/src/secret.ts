const shown = "[redacted]";

/**
 * A token, key or password in memory. Printing, inspecting, interpolating or serialising it gives `[redacted]`.
 * `reveal()` is called only where bytes leave the process or enter a cipher, so a search for it lists every such place.
 */
export class Secret {
  /** What `console.log` and `util.inspect` show in Node. */
  static {
    Object.defineProperty(Secret.prototype, Symbol.for("nodejs.util.inspect.custom"), { value: () => shown });
  }

  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The plain value. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }
}
