import type { DecidedFinding, Finding, PromptPart } from "@infershield/core";
import type { AnswerScanner, ConversationTurn, Placeholders } from "@infershield/threat-engine";

/** Scans requests and answers, in this process or in a detection service. */
export interface ThreatScanner {
  /** Version of the detectors; it is part of every audit record. */
  readonly version: string;
  /**
   * Scans the parts of a request.
   *
   * @throws ThreatClientError `SCANNER_UNAVAILABLE`, `SCANNER_TIMEOUT`, `SCANNER_MALFORMED`: nothing was decided, the request must not pass
   */
  scan(
    parts: readonly PromptPart[],
    options: {
      readonly tenant: string;
      readonly session?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<readonly Finding[]>;
  /** A scanner for one answer; answers are always scanned in this process. */
  answerScanner(options: {
    readonly decide: (finding: Finding) => DecidedFinding;
    readonly placeholders?: Placeholders | undefined;
    /** Judges a tool call by what came before it in the conversation. */
    readonly judgeCall?: ConversationTurn["judgeCall"] | undefined;
  }): AnswerScanner;
}
