/** Who is measured. */
export type ContestantName = "infershield" | "node:http" | "undici dispatch" | "hono + fetch" | "portkey" | "nginx";

/** What a process has used. */
export interface Usage {
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** A forwarder that runs. */
export interface Contestant {
  readonly name: ContestantName;
  readonly url: string;
  /** What its requests need beside those of all. */
  readonly headers: Readonly<Record<string, string>>;
  /** CPU time so far, user and system, and memory now. */
  usage(): Promise<Usage>;
  /** Heap and buffers once the garbage was collected; NaN for a program that does not tell. */
  keptBytes(): Promise<number>;
  stop(): void;
}
