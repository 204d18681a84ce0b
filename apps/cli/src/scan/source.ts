import type { FindingCategory, PromptRole } from "@infershield/core";

/** Something to scan: a file, standard input, or a file as it is staged. */
export interface Source {
  /** As a person knows it. */
  readonly name: string;
  /** Whose words its text would be in a prompt. */
  readonly role: PromptRole;
  readonly sizeBytes?: number;
  /** Begins to read. @throws the system's error */
  readonly open: () => AsyncIterable<Uint8Array>;
  /** Lines that count, from 1; all when absent. */
  readonly lines?: (line: number) => boolean;
}

/** What was not scanned, and why. */
export interface Skipped {
  readonly file: string;
  readonly reason: "binary" | "too_large" | "unreadable" | "not_a_request";
  /** One sentence for people. */
  readonly message: string;
}

/** A finding with its place as editors count it: lines and columns (UTF-16) from 1, the end exclusive. */
export interface LocatedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly rule: string;
  readonly category: FindingCategory;
  readonly severity: "low" | "medium" | "high" | "critical";
  readonly score: number;
  readonly role: string;
  /** JSON pointer in a request. */
  readonly path?: string;
  readonly view: string;
  readonly explanation: string;
  /** A part of the line; secrets and personal data in it are stars. */
  readonly excerpt: Excerpt;
}

/** A part of a line with the finding marked. */
export interface Excerpt {
  readonly text: string;
  /** Offset of the finding in `text`. */
  readonly start: number;
  /** At least 1. */
  readonly length: number;
}
