import type { AnswerChannel, DecidedFinding, Finding } from "@infershield/core";
import { findDangerousCalls } from "../commands/dangerous-calls.ts";
import { staysLocal } from "../commands/local-calls.ts";
import type { ConversationTurn } from "../conversation/conversation-watch.ts";
import type { Placeholders } from "../redaction/placeholders.ts";
import { appendSpan, type GrowingSpan, type MergedSpan, noticeFor } from "../redaction/plan-edits.ts";
import { matchHit, type RuleHit, type RuleMatch, type RuleMatcher } from "../rule-matcher.ts";
import { placeholderRule } from "./answer-rules.ts";
import { createChannelWindow, escapeJson, lookBehind } from "./channel-window.ts";
import { beginsUrl, createLinkContext, type LinkContext } from "./link-context.ts";

/** A tool call's last characters wait for the end: a call that is blocked is never complete at the client. */
const heldTail = 32;

/** A redaction is held back until it is whole, and hostile findings overlap without end: a longer one is given in parts. */
const longestRedaction = 4_096;
/** What waits behind a placeholder is kept in pieces of at least this length: calls may come a character at a time. */
const heldPiece = 1_024;

/** What one step of a channel gives; see `ScannedText`. */
export interface ChannelStep {
  readonly text: string;
  readonly decided: readonly DecidedFinding[];
  readonly blocked: boolean;
}

/** What a channel scanner needs. */
export interface ChannelOptions {
  readonly rules: RuleMatcher;
  readonly decide: (finding: Finding) => DecidedFinding;
  readonly placeholders?: Placeholders | undefined;
  /** Judges a whole tool call by what came before it in the conversation. */
  readonly judgeCall?: ConversationTurn["judgeCall"] | undefined;
}

/** The incremental scanner of one channel. */
export interface ChannelScanner {
  push(text: string, channel: AnswerChannel): ChannelStep;
  end(channel: AnswerChannel): ChannelStep;
}

/** Plain offsets from the channel's beginning. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

/** A placeholder that may become its value again. */
interface Restorable extends Placed {
  readonly inJsonString: boolean;
}

/** A stretch of a channel, redacted, with its placeholders restored and as they came. */
interface Released {
  readonly restored: string;
  readonly redacted: string;
}

const none: Released = { restored: "", redacted: "" };

/**
 * Scans one channel as it grows. Everything before the frontier is decided: no rule can still begin there. Findings are handed out in the
 * order of their places and only once the frontier has passed their start, so the pieces in which the text arrives change nothing.
 */
export function createChannelScanner(kind: AnswerChannel["kind"], options: ChannelOptions): ChannelScanner {
  const { rules, decide, placeholders } = options;
  const isJson = kind === "tool_call";
  const window = createChannelWindow(isJson);
  const context = isJson || placeholders === undefined ? undefined : createLinkContext();
  let followed = 0;
  const rawPieces: string[] = [];
  let state = rules.literals.start;
  let read = 0;
  let released = 0;
  /** Hits that are not decided, in the order of their places. */
  let pending: RuleHit[] = [];
  let matches: RuleMatch[] = [];
  /** Merged as they come: hostile findings may overlap without end. */
  let redactions: GrowingSpan[] = [];
  let restorable: Restorable[] = [];
  let firstPlaceholder = Number.POSITIVE_INFINITY;
  let restores = false;
  const held: Released[] = [];

  const firstPending = (): number => pending[0]?.start ?? Number.POSITIVE_INFINITY;

  /** Reads new text; hits keep offsets from the channel's beginning. */
  const advance = (ended: boolean): number => {
    const text = window.text();
    const base = window.base();
    const hits: RuleHit[] = [];
    state = rules.literals.read(text, read - base, state, (literal, end) =>
      rules.collectHits(text, literal, end, hits),
    );
    for (const { rule, start, end } of hits) insert(pending, { rule, start: start + base, end: end + base });
    read = base + text.length;
    // Nothing behind an open hit can be released: it need not be decided yet, nor asked again with every piece.
    let decided = 0;
    for (const hit of pending) {
      const result = matchHit({ rule: hit.rule, start: hit.start - base, end: hit.end - base }, text, ended);
      if (result === "more") break;
      decided += 1;
      if (result !== "none") {
        matches.push({ rule: hit.rule, start: result.start + base, end: result.end + base, score: result.score });
      }
    }
    if (decided > 0) pending = pending.slice(decided);
    if (ended) return Number.POSITIVE_INFINITY;
    return Math.min(firstPending(), read - rules.literals.depth(state));
  };

  const findingOf = (match: RuleMatch, channel: AnswerChannel): Finding => ({
    rule: match.rule.id,
    category: match.rule.category,
    severity: match.rule.severity,
    score: match.score,
    role: channel.kind,
    path: channel.id,
    start: window.rawOffset(match.start),
    end: window.rawOffset(match.end),
    view: "text",
    explanation: match.rule.explanation,
  });

  /** Hands out what the frontier has passed; stops at the first block. */
  const deliver = (frontier: number, channel: AnswerChannel): { decided: DecidedFinding[]; blockedAt?: number } => {
    const ready = matches.filter((match) => match.start < frontier).sort(byPlace);
    matches = matches.filter((match) => match.start >= frontier);
    const decided: DecidedFinding[] = [];
    for (const match of ready) {
      if (match.rule === placeholderRule) {
        notePlaceholder(match);
        continue;
      }
      const result = decide(findingOf(match, channel));
      decided.push(result);
      if (result.action === "block") return { decided, blockedAt: match.start };
      // Spans of redactions are kept in plain offsets for the release.
      if (result.action === "redact")
        appendSpan(
          redactions,
          { ...result, finding: { ...result.finding, start: match.start, end: match.end } },
          longestRedaction,
        );
    }
    return { decided };
  };

  const notePlaceholder = (match: Placed): void => {
    const text = window.text().slice(match.start - window.base(), match.end - window.base());
    if (placeholders?.original(text) === undefined) return;
    firstPlaceholder = Math.min(firstPlaceholder, match.start);
    follow(match.start);
    const at = match.start - window.base();
    const inLink = context === undefined ? standsInUrl(window.text(), at) : continuesLink(window.text(), at, context);
    const inJsonString = isJson || context?.isInJsonString() === true;
    if (inLink) return;
    restores = true;
    restorable.push({ start: match.start, end: match.end, inJsonString });
  };

  /** Lets the context of links see the text up to an offset. */
  const follow = (offset: number): void => {
    if (offset <= followed) return;
    context?.read(window.text().slice(followed - window.base(), offset - window.base()));
    followed = offset;
  };

  /** Takes the text up to `limit` out of the window, never into the middle of a replacement. */
  const release = (limit: number): Released => {
    if (limit <= released) return none;
    const end = Math.min(limit, window.base() + window.text().length);
    const spans = [...redactions, ...apartFrom(redactions, restorable)].sort((a, b) => a.start - b.start);
    const cut = spans.find((span) => span.start < end && end < span.end)?.start ?? end;
    let restored = "";
    let redacted = "";
    let at = released;
    for (const span of spans) {
      if (span.end > cut || span.start < at) continue;
      const before = window.raw(at, span.start);
      const isRedaction = "rule" in span;
      const written = isRedaction ? replacementOf(span) : originalOf(span);
      const replacement = isJson || (!isRedaction && span.inJsonString) ? escapeJson(written) : written;
      restored += before + replacement;
      redacted += before + (isRedaction ? replacement : window.raw(span.start, span.end));
      at = span.end;
    }
    if (cut > at) {
      const rest = window.raw(at, cut);
      restored += rest;
      redacted += rest;
      at = cut;
    }
    released = Math.max(released, at);
    redactions = redactions.filter(({ end }) => end > released);
    restorable = restorable.filter((place) => place.end > released);
    follow(released);
    window.trim(matches.reduce((least, match) => Math.min(least, match.start), Math.min(released, firstPending())));
    return { restored, redacted };
  };

  const sliceOf = ({ start, end }: Placed): string => window.text().slice(start - window.base(), end - window.base());
  const originalOf = (span: Placed): string => placeholders?.original(sliceOf(span)) ?? sliceOf(span);
  const replacementOf = (span: MergedSpan): string =>
    span.notice || placeholders === undefined
      ? noticeFor(span.rule)
      : placeholders.placeholderFor(span.rule, sliceOf(span));

  return {
    push: (text, channel) => {
      window.push(text);
      if (isJson) rawPieces.push(text);
      const frontier = advance(false);
      const { decided, blockedAt } = deliver(frontier, channel);
      const limit = Math.min(frontier, isJson ? read - heldTail : frontier, blockedAt ?? frontier);
      const { restored } = release(isJson ? Math.min(limit, firstPlaceholder) : limit);
      // What a call says from its first placeholder on waits for the end in both forms, so that the window stays small.
      if (isJson && firstPlaceholder < limit && limit - released >= heldPiece) held.push(release(limit));
      return { text: restored, decided, blocked: blockedAt !== undefined };
    },
    end: (channel) => {
      window.end();
      const { decided, blockedAt } = deliver(advance(true), channel);
      if (blockedAt !== undefined) {
        const limit = isJson ? Math.min(blockedAt, read - heldTail, firstPlaceholder) : blockedAt;
        return { text: release(limit).restored, decided, blocked: true };
      }
      const last = release(Number.POSITIVE_INFINITY);
      if (!isJson) return { text: last.restored, decided, blocked: false };
      const raw = rawPieces.join("");
      const judged = options.judgeCall?.(raw, channel.tool) ?? [];
      const calls = [...findDangerousCalls(raw, channel.tool), ...judged].map((call) =>
        decide({
          ...findingOf(
            { ...call, rule: { ...call.rule, literals: [], wordStart: false, match: () => "none" } },
            channel,
          ),
          start: call.start,
          end: call.end,
        }),
      );
      decided.push(...calls);
      if (calls.some(({ action }) => action === "block")) return { text: "", decided, blocked: true };
      const form = restores && staysLocal(raw, channel.tool) ? "restored" : "redacted";
      return { text: [...held, last].map((piece) => piece[form]).join(""), decided, blocked: false };
    },
  };
}

/** The places that no span touches; both are in order and without overlaps. */
function apartFrom(spans: readonly Placed[], places: readonly Restorable[]): readonly Restorable[] {
  let next = 0;
  return places.filter((place) => {
    while ((spans[next]?.end ?? place.end) <= place.start) next += 1;
    return (spans[next]?.start ?? place.end) >= place.end;
  });
}

/** Hits come in the order of their ends: few places differ. */
function insert(pending: RuleHit[], hit: RuleHit): void {
  let at = pending.length;
  while (at > 0 && (pending[at - 1]?.start ?? 0) > hit.start) at -= 1;
  pending.splice(at, 0, hit);
}

function byPlace(a: RuleMatch, b: RuleMatch): number {
  return a.start - b.start || a.end - b.end || (a.rule.id < b.rule.id ? -1 : a.rule.id > b.rule.id ? 1 : 0);
}

/** Whether a placeholder at `at` of text or reasoning may become part of a link: every doubt counts. */
function continuesLink(text: string, at: number, context: LinkContext): boolean {
  const length = context.wordLength();
  return context.isOpen() || length >= lookBehind - 1 || beginsUrl(text.slice(at - length, at));
}

/** Whether the characters before `at` of a call, back to white space or a quote, belong to a URL. When they reach too far back, they do. */
function standsInUrl(text: string, at: number): boolean {
  const farthest = Math.max(0, at - lookBehind + 1);
  let from = at;
  while (from > farthest && !/[\s"'`<>|\\]/.test(text[from - 1] ?? " ")) from -= 1;
  if (at - from >= lookBehind - 1) return true;
  return /[a-z]:\/\/|\]\(|^\/\/|\bwww\.|\b(?:mailto|data|javascript):/i.test(text.slice(from, at));
}
