/** A labelled text. */
export interface Example {
  readonly source: string;
  readonly attack: boolean;
  /** Text that a tool brought, or an answer; else a person's. */
  readonly data: boolean;
  readonly text: string;
  /** The injected part, where the source tells it. */
  readonly payload?: string;
}
