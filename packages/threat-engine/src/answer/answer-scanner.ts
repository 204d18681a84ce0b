import type { AnswerChannel, DecidedFinding, Finding } from "@infershield/core";
import type { ConversationTurn } from "../conversation/conversation-watch.ts";
import type { Placeholders } from "../redaction/placeholders.ts";
import type { ThreatEngine } from "../threat-engine.ts";
import { type ChannelScanner, createChannelScanner } from "./channel-scanner.ts";

/** What may be handed on after a step. */
export interface ScannedText {
  /** May be released now: redacted, its placeholders restored; in tool-call channels it is JSON as before. */
  readonly text: string;
  /** Findings new since the last step; offsets count from the channel's beginning, in its text as it arrived. */
  readonly decided: readonly DecidedFinding[];
  /** Nothing more may be released, in any channel. */
  readonly blocked: boolean;
}

/** Scans the channels of one answer while they grow. */
export interface AnswerScanner {
  /** Takes the next piece of a channel. What may still become a match is held back. */
  push(channel: AnswerChannel, text: string): ScannedText;
  /** The channel is complete: gives the rest. */
  end(channel: AnswerChannel): ScannedText;
}

const nothing: ScannedText = { text: "", decided: [], blocked: true };

/**
 * Scans an answer piece by piece. However the text is split, the same text is released and the same findings are made.
 *
 * Held back are at most the suffix that can begin a rule, a match that is still open (16,384 characters at most, for a PEM key), and in
 * tool calls everything from the first placeholder on, since only the whole call shows whether it goes to the network.
 *
 * @param options.decide - gives each finding its action; called once a finding, in order
 * @param options.placeholders - those of the request; restored in text, reasoning and tool calls, never in URLs or network calls
 * @param options.judgeCall - that of the conversation's turn; asked once a tool call, when it is complete
 */
export function createAnswerScanner(
  engine: Pick<ThreatEngine, "answerRules">,
  options: {
    readonly decide: (finding: Finding) => DecidedFinding;
    readonly placeholders?: Placeholders | undefined;
    readonly judgeCall?: ConversationTurn["judgeCall"] | undefined;
  },
): AnswerScanner {
  const channels = new Map<string, ChannelScanner>();
  let blocked = false;
  const scannerOf = (channel: AnswerChannel): ChannelScanner => {
    const known = channels.get(channel.id);
    if (known !== undefined) return known;
    const created = createChannelScanner(channel.kind, { rules: engine.answerRules, ...options });
    channels.set(channel.id, created);
    return created;
  };
  const step = (result: ScannedText): ScannedText => {
    blocked = result.blocked;
    return result;
  };
  return {
    push: (channel, text) => (blocked ? nothing : step(scannerOf(channel).push(text, channel))),
    end: (channel) => {
      if (blocked) return nothing;
      const result = step(scannerOf(channel).end(channel));
      channels.delete(channel.id);
      return result;
    },
  };
}
