// What @infershield/llm-wire promises; written by `pnpm api`.

// answer-stream.d.ts
import type { AnswerChannel } from "@infershield/core";
import type { Usage } from "./answer-text.ts";
import type { SseEvent } from "./sse-parser.ts";
import type { WireErrorInput } from "./wire-error-body.ts";
/** A piece of a channel's text in one event. */
export interface StreamDelta {
    readonly channel: AnswerChannel;
    readonly text: string;
    /** Nothing more of this channel follows: what is held back of it must be in this event too. */
    readonly last: boolean;
}
/** One event of an answer, read. */
export interface StreamStep {
    readonly deltas: readonly StreamDelta[];
    /** Channels that are complete before this event: write their held-back text with `deltaEvent` first. */
    readonly ends: readonly AnswerChannel[];
    /** The provider says that the answer is over. */
    readonly done: boolean;
    /** The provider says that the answer is over because it failed. */
    readonly failed: boolean;
    /**
     * The event with these texts, one for each delta; the original bytes when none differs.
     *
     * @throws WireError `INVALID_STREAM` when the number of texts differs from the number of deltas
     */
    write(texts: readonly string[]): string | Uint8Array;
}
/**
 * Reads the events of one streamed answer in their order.
 *
 * For each event: write `ends` with `deltaEvent`, pass each delta's text through the scanner (with what it still holds when `last`), and send `write`.
 */
export interface AnswerStream {
    /** @throws WireError `INVALID_STREAM`, or what the JSON of the event is refused for */
    read(event: SseEvent): StreamStep;
    /** A new event that carries held-back text of a channel. */
    deltaEvent(channel: AnswerChannel, text: string): string;
    /** Ends the stream in the dialect's way with an error that clients do not retry, and without a sign of success. */
    errorEvent(error: WireErrorInput): string;
    /** Tokens counted so far. */
    usage(): Usage | undefined;
    /** Every text that was begun has been ended by the provider: a stream that stops here is complete, though it never said `done`. */
    settled(): boolean;
}

// answer-text.d.ts
import type { AnswerChannel } from "@infershield/core";
import { type JsonValue } from "./json-value.ts";
/** Where one piece of a channel's text stands in an answer or an event. */
export interface TextPlace {
    readonly channel: AnswerChannel;
    readonly text: string;
    /** JSON pointer of the value that holds the text. */
    readonly path: string;
    /** The value itself: a string, or an object whose spelling is the text (the input of a tool call). */
    readonly node: JsonValue;
    /** The piece is whole: nothing more of its channel follows. */
    readonly last: boolean;
}
/** Tokens a provider counted; only what the answer tells. */
export interface Usage {
    readonly inputTokens?: number;
    readonly outputTokens?: number;
}
/** What one dialect finds in a whole answer. */
export interface AnswerContent {
    readonly places: readonly TextPlace[];
    readonly usage: Usage | undefined;
}
/** Counted tokens, under the names that the dialect has for them; undefined when the answer tells neither. */
export declare function usageOf(source: string, counts: JsonValue | undefined, inputName: string, outputName: string): Usage | undefined;
/**
 * How `text` is spelled in place of a value: as a string literal, or as it is when the value was an object.
 *
 * @throws WireError `INVALID_JSON` when an object would be replaced by text that is no JSON
 */
export declare function spelling(node: JsonValue, text: string): string;
/**
 * The index that `value` names, or `position` where it names none.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` for one that is no whole number: clients would not agree what the text belongs to
 */
export declare function indexIn(source: string, value: JsonValue | undefined, name: string, position?: number): number;
/**
 * The items of a list; none where it is absent.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` for an object with members in its place: `choices[0]` reads `{"0": …}` in JavaScript
 */
export declare function listOf(value: JsonValue | undefined): readonly JsonValue[];
/** The place of a string, or of an object that is read as it is spelled and is whole. Nothing for other values and for absent ones. */
export declare function place(source: string, node: JsonValue | undefined, path: string, channel: AnswerChannel, last?: boolean): TextPlace[];
/** Every string below a value as a channel of its own, named by its path; `last` when each is whole. */
export declare function places(source: string, node: JsonValue | undefined, path: string, channel: AnswerChannel, last: boolean): TextPlace[];
/** Names under which providers bring a text in pieces: `content`, `refusal`, and whatever they call their reasoning. Ids and the like are whole. */
export declare const textName: RegExp;
/** Text in members that are not `known`: each a channel of its own whose id begins with `id`. */
export declare function unknownPlaces(source: string, value: JsonValue | undefined, path: string, id: string, known: ReadonlySet<string>): TextPlace[];

// answer.d.ts
import type { AnswerChannel } from "@infershield/core";
import { type Usage } from "./answer-text.ts";
import { type JsonDocument } from "./json-document.ts";
import type { BodyShape } from "./shape.ts";
/** The whole text of one channel of an answer. */
export interface AnswerText {
    readonly channel: AnswerChannel;
    readonly text: string;
    /** JSON pointer of the text in the answer. */
    readonly path: string;
}
/** An answer that came whole. */
export interface Answer {
    readonly channels: readonly AnswerText[];
    readonly usage?: Usage;
    readonly document: JsonDocument;
}
/**
 * Finds the text of a whole answer (not a stream). Channel ids are the ones a stream of the same answer has.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`, `UNSUPPORTED_SHAPE`
 */
export declare function readAnswer(shape: BodyShape, bytes: Uint8Array): Answer;
/**
 * The answer with other texts; every other byte stays as it is.
 *
 * @param texts - By the path of the text that each replaces. Channels may share an id where a server numbers them wrongly.
 * @throws WireError `INVALID_JSON` when the text of a tool call whose input is an object is no JSON
 */
export declare function rewriteAnswer(answer: Answer, texts: ReadonlyMap<string, string>): Uint8Array;
/**
 * Finds every text in the JSON body of an error answer, whatever its shape.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`
 */
export declare function readErrorAnswer(bytes: Uint8Array): Answer;

// body-reader.d.ts
import { type FieldReaders } from "./field-readers.ts";
import { type JsonValue } from "./json-value.ts";
import type { PartCollector } from "./part-collector.ts";
/** Gathers the parts of a request body. @throws WireError `UNSUPPORTED_SHAPE` when it cannot be one of its shape */
export type BodyReader = (out: PartCollector, root: JsonValue) => void;
/** By what a body is known. */
export interface BodyMark {
    /** Completes "The body is no … request." */
    readonly kind: string;
    readonly isOne: (root: JsonValue) => boolean;
    /** What to send instead. */
    readonly hint: string | ((root: JsonValue) => string);
}
/** A reader of bodies with these fields; text in any other is read with the role `other`. */
export declare function bodyReader({ kind, isOne, hint }: BodyMark, fields: FieldReaders): BodyReader;
/** The mark of a body that holds messages. */
export declare function withMessages(kind: string): BodyMark;
/** The mark of a body that has one of these members. */
export declare function withOneOf(kind: string, names: readonly string[], hint: string): BodyMark;

// create-answer-stream.d.ts
import type { AnswerStream } from "./answer-stream.ts";
import type { FramingName } from "./framings.ts";
import type { BodyShape } from "./shape.ts";
/**
 * A reader for a streamed answer of this shape.
 *
 * @param options - `framing` is that of the parser which the events come from, by default the shape's own; `json_array` for a Gemini stream
 *   without `alt=sse`.
 * @throws WireError `UNSUPPORTED_SHAPE` for shapes that do not stream
 */
export declare function createAnswerStream(shape: BodyShape, { framing }?: {
    readonly framing?: FramingName;
}): AnswerStream;

// error.d.ts
import { InferShieldError } from "@infershield/core";
/**
 * What is wrong with a body or a stream.
 *
 * `INVALID_JSON` no JSON, no UTF-8, or a byte order mark; `DUPLICATE_KEY` an object names a key twice; `TOO_DEEP` nested beyond the limit;
 * `TOO_LARGE` more keys, values or bytes than allowed; `UNSUPPORTED_SHAPE` valid JSON that is no body of this route;
 * `INVALID_STREAM` an event of an answer that cannot be read.
 */
export type WireErrorCode = "INVALID_JSON" | "DUPLICATE_KEY" | "TOO_DEEP" | "TOO_LARGE" | "UNSUPPORTED_SHAPE" | "INVALID_STREAM";
/** Thrown by every function of this package. Switch on `code`, not on `message`; no message holds text of the body. */
export declare class WireError extends InferShieldError<WireErrorCode> {
}

// field-readers.d.ts
import type { PromptRole } from "@infershield/core";
import { type JsonValue } from "./json-value.ts";
import { type PartCollector, type PartContext } from "./part-collector.ts";
/** Reads the value of one known field. */
export type FieldReader = (out: PartCollector, value: JsonValue, path: string, context: PartContext) => void;
/** What to do with each known field of an object. */
export type FieldReaders = ReadonlyMap<string, FieldReader>;
/**
 * Hands each member of an object to its reader. A member without one is `other` text, or belongs to the context when `rest` says so.
 * Anything but an object is read as a tree.
 */
export declare function readFields(out: PartCollector, value: JsonValue, path: string, readers: FieldReaders, context: PartContext, rest?: "other" | "context"): void;
/** Every string below the value, with the names of members and long numbers: nothing a model may read is left out. */
export declare const readTree: FieldReader;
/** A string that is a part whatever it looks like; anything else is read as a tree. */
export declare const readText: FieldReader;
/**
 * An identifier or the name of a variant. One that looks like it is no speech, but many keys and tokens look just like it: what is long
 * enough to be one becomes a part that is marked as an identifier.
 */
export declare const readIdentifier: FieldReader;
/**
 * A signature or an encrypted index, which only the provider can read: noted when it is spelled as one (base64, longer than any key of
 * that alphabet), otherwise text.
 */
export declare const readSealed: FieldReader;
/** The name of something that the provider keeps: noted, and read as an identifier. */
export declare const readReference: FieldReader;
/** A field whose content is no text: only noted where it is spelled as binary data, longer than any key or shorter; otherwise it is read, too. */
export declare const readOpaque: FieldReader;
/** A reader that gives everything below a field this role. */
export declare function as(role: PromptRole, reader?: FieldReader): FieldReader;
/** A reader for each item of an array; anything but an array is read as one item. */
export declare function each(reader: FieldReader): FieldReader;

// framings.d.ts
import { type SseParser } from "./sse-parser.ts";
/** How the events of a stream follow one another: as server-sent events, as the elements of one JSON array, or a line each. */
export type FramingName = "sse" | "json_array" | "json_lines";
/** Writes events of ours between the provider's. */
export interface FrameWriter {
    /** To be told when the client was given an event of the provider's, where that makes a difference. */
    readonly noteWritten?: () => void;
    /** An event with this value; the last one ends the stream. */
    write(value: unknown, options: {
        readonly isLast: boolean;
    }): string;
}
/** One way to frame a stream. */
export interface Framing {
    readonly mediaType: string;
    /** What every client skips. */
    readonly keepAlive: string;
    /** @param maxBytes - of a line or an element; throws `INVALID_STREAM` beyond */
    createParser(maxBytes: number): SseParser;
    createWriter(): FrameWriter;
}
/** Every framing, by its name. */
export declare const framings: Readonly<Record<FramingName, Framing>>;

// index.d.ts
export { type Answer, type AnswerText, readAnswer, readErrorAnswer, rewriteAnswer } from "./answer.ts";
export type { AnswerStream, StreamDelta, StreamStep } from "./answer-stream.ts";
export type { Usage } from "./answer-text.ts";
export { createAnswerStream } from "./create-answer-stream.ts";
export { WireError, type WireErrorCode } from "./error.ts";
export { type Framing, type FramingName, framings } from "./framings.ts";
export { type JsonDocument, parseStrictJson } from "./json-document.ts";
export type { JsonArray, JsonLimits, JsonObject, JsonScalar, JsonString, JsonValue } from "./json-value.ts";
export { type Prompt, readPrompt } from "./prompt.ts";
export { type BodyShape, bodyShapes, type Dialect } from "./shape.ts";
export { spliceBody } from "./splice.ts";
export { createSseParser, type SseEvent, type SseParser } from "./sse-parser.ts";
export { errorBody, type WireErrorInput } from "./wire-error-body.ts";
export { answersInText, framingOf } from "./wire-formats.ts";

// json-document.d.ts
import type { JsonLimits, JsonValue } from "./json-value.ts";
/** A parsed body beside its original bytes. Offsets of `root` count in `text`; valid UTF-8 and `text` correspond one to one. */
export interface JsonDocument {
    readonly bytes: Uint8Array;
    readonly text: string;
    readonly root: JsonValue;
}
/**
 * Reads a body as strict JSON: valid UTF-8 without a byte order mark, no key twice in an object, bounded depth and counts.
 *
 * @throws WireError `INVALID_JSON`, `DUPLICATE_KEY`, `TOO_DEEP`, `TOO_LARGE`
 * @see RFC 8259 sections 4 (names should be unique), 8.1 (UTF-8, no byte order mark)
 */
export declare function parseStrictJson(bytes: Uint8Array, limits?: JsonLimits): JsonDocument;

// json-value.d.ts
/** A string literal; `start` and `end` include its quotes. */
export interface JsonString {
    readonly kind: "string";
    readonly start: number;
    readonly end: number;
    /** What it says, as `JSON.parse` gives it; a lone surrogate stays one. Without escapes a slice of the document's text. */
    readonly text: string;
}
/** A number, or `true`, `false`, `null`: kept as it is spelled, since a number may not survive JavaScript's. */
export interface JsonScalar {
    readonly kind: "number" | "true" | "false" | "null";
    readonly start: number;
    readonly end: number;
}
/** An array; its items in their order. */
export interface JsonArray {
    readonly kind: "array";
    readonly start: number;
    readonly end: number;
    readonly items: readonly JsonValue[];
}
/** An object; a map, so that a key such as `__proto__` is only a key. */
export interface JsonObject {
    readonly kind: "object";
    readonly start: number;
    readonly end: number;
    readonly members: ReadonlyMap<string, JsonValue>;
}
/** A JSON value and where it stands: UTF-16 offsets into the document's text, `end` exclusive. */
export type JsonValue = JsonString | JsonScalar | JsonArray | JsonObject;
/** Bounds on a document, so that a small body cannot cost much memory or time. */
export interface JsonLimits {
    /** Arrays and objects inside one another. Default 64. */
    readonly maxDepth?: number;
    /** Default 10,000. */
    readonly maxKeysPerObject?: number;
    /** Keys of all objects together. Default 500,000. */
    readonly maxKeys?: number;
    /** Values of every kind together. Default 1,000,000. */
    readonly maxValues?: number;
}
/** The member `key` of an object; undefined when `value` is no object or lacks it. */
export declare function member(value: JsonValue | undefined, key: string): JsonValue | undefined;
/** The items of an array; none when `value` is no array. */
export declare function items(value: JsonValue | undefined): readonly JsonValue[];
/** The text of a string; undefined when `value` is no string. */
export declare function text(value: JsonValue | undefined): string | undefined;
/** A number as JavaScript has it; undefined when `value` is no number. */
export declare function number(source: string, value: JsonValue | undefined): number | undefined;
/** Adds one key or index to a JSON pointer. @see RFC 6901 section 3 */
export declare function pointer(parent: string, key: string | number): string;
/** The value a JSON pointer names; undefined when there is none. @see RFC 6901 section 4 */
export declare function resolvePointer(root: JsonValue, path: string): JsonValue | undefined;

// part-collector.d.ts
import type { PromptPart, PromptRole } from "@infershield/core";
import type { JsonValue } from "./json-value.ts";
/** Whose words the strings below a value are, and which tool they concern. */
export interface PartContext {
    readonly role: PromptRole;
    readonly tool?: string | undefined;
}
/** Gathers the parts of one request body in the order of the body. */
export interface PartCollector {
    /** Text of the body that the values point into. */
    readonly source: string;
    readonly parts: PromptPart[];
    /** Set when the body carries something that is no text: images, audio, files, encrypted reasoning. */
    partial: boolean;
    /** How many pieces of base64 data were read as text. */
    decoded: number;
    /** Names of called tools by call id, so that a result tells which tool it came from. */
    readonly calledTools: Map<string, string>;
    /** Paths of the parts that are identifiers. */
    readonly identifiers: Set<string>;
}
/** An empty collector for a body with this text. */
export declare function createPartCollector(source: string): PartCollector;
/** Adds the text of a string; an empty one and any other value are no part. */
export declare function addText(out: PartCollector, value: JsonValue, path: string, context: PartContext): void;
/** Adds a whole number that is long enough for a card or an account. */
export declare function addNumber(out: PartCollector, value: JsonValue, path: string, context: PartContext): void;
/** Adds the name of a member that is long enough for a token and no plain word. */
export declare function addKey(out: PartCollector, key: string, path: string, context: PartContext): void;
/**
 * Adds a part.
 *
 * @throws WireError `TOO_LARGE` when there are too many
 */
export declare function addPart(out: PartCollector, path: string, text: string, context: PartContext): void;

// prompt.d.ts
import type { PromptPart } from "@infershield/core";
import type { JsonDocument } from "./json-document.ts";
import type { BodyShape } from "./shape.ts";
/** What a request body asks a model, in pieces. */
export interface Prompt {
    readonly shape: BodyShape;
    /** As the body names it; absent where the route does (Gemini). */
    readonly model?: string;
    /** Whether the body asks for a stream; Gemini asks with its route instead, and Ollama streams unless it is told not to. */
    readonly stream: boolean;
    /** Every string a model may read, in the order of the body. A `text` may be a slice of the body's text: copy it before keeping it. */
    readonly parts: readonly PromptPart[];
    /** Paths of the parts that are identifiers, such as the id of a call: a formed secret counts there, a likeness to speech does not. */
    readonly identifiers: ReadonlySet<string>;
    /** The body carries images, audio, files or encrypted reasoning, which are not read. */
    readonly partial: boolean;
    /** The caller's own name for the conversation (`prompt_cache_key`). */
    readonly conversationHint?: string;
    readonly document: JsonDocument;
}
/**
 * Finds all text of a request body, with whose words it is and where it stands.
 *
 * @throws WireError `UNSUPPORTED_SHAPE` when the body cannot be one of this shape, `TOO_LARGE` with more than 50,000 texts
 */
export declare function readPrompt(shape: BodyShape, document: JsonDocument): Prompt;

// shape.d.ts
/** Families of request, answer and error formats. */
export type Dialect = "openai" | "anthropic" | "gemini" | "cohere" | "ollama";
/** The body formats this package reads, each named after the route that takes it. */
export declare const bodyShapes: readonly ["chat_completions", "completions", "embeddings", "responses", "messages", "count_tokens", "generate_content", "cohere_chat", "cohere_embed", "ollama_chat"];
/** One of `bodyShapes`. */
export type BodyShape = (typeof bodyShapes)[number];

// splice.d.ts
import type { TextEdit } from "@infershield/core";
import type { JsonDocument } from "./json-document.ts";
/** A stretch of the document's text and what replaces it, both as spelled in JSON. */
export interface RawEdit {
    readonly start: number;
    readonly end: number;
    readonly replacement: string;
}
/**
 * Replaces spans of strings inside the original bytes; every other byte stays as it is.
 *
 * An edit names its string as `PromptPart.path` does. Inside a number the edited digits become a string; edited base64 data is encoded anew.
 *
 * @throws RangeError when an edit names nothing editable, lies outside its text, or overlaps another
 */
export declare function spliceBody(document: JsonDocument, edits: readonly TextEdit[]): Uint8Array;
/** Puts the replacements into `source`. @throws RangeError when two overlap */
export declare function spliceText(source: string, edits: readonly RawEdit[]): string;
/** Begins the path of a part that is the name of a member, not its value. */
export declare const keyMark = "#";

// sse-parser.d.ts
/** One block of a server-sent event stream: the lines up to and including the blank one. */
export interface SseEvent {
    /** The bytes as they arrived, blank line included; those that are no UTF-8 as U+FFFD, as they were read. */
    readonly raw: Uint8Array;
    readonly event?: string;
    /** The data lines joined by line feeds; absent when the block has none. */
    readonly data?: string;
    /** It has lines that no client reads and that could hide text, such as long comments; they are not passed on. */
    readonly odd?: true;
}
/** Splits the bytes of one stream into its events. */
export interface SseParser {
    /** Takes the next bytes, split anywhere; gives the blocks they complete. The events share memory with `bytes`. */
    push(bytes: Uint8Array): SseEvent[];
    /** The stream is over: gives what is left, since some clients read a last block without its blank line. */
    end(): SseEvent[];
}
/**
 * Splits a byte stream into server-sent events; the same for every split of the bytes.
 *
 * @throws WireError `INVALID_STREAM` from `push` and `end` when a line exceeds `maxLineBytes` (1,000,000) or a block four times that
 * @see WHATWG HTML, section 9.2.6 "Interpreting an event stream"
 */
export declare function createSseParser(options?: {
    readonly maxLineBytes?: number;
}): SseParser;
/** The block with other data; its other plain lines stay as they are. */
export declare function withData(event: SseEvent, data: string): string;
/** The block without its odd lines; empty when nothing else is in it. */
export declare function plainBlock(event: SseEvent): string;
/** A new block with one data line. */
export declare function sseBlock(data: string, event?: string): string;
/** Bytes that say to every reader what they were read as: some overlook what is no UTF-8, and would see another text. */
export declare function asRead(bytes: Uint8Array, text: string): Uint8Array;

// wire-error-body.d.ts
import type { Dialect } from "./shape.ts";
/** An error that InferShield answers itself. */
export interface WireErrorInput {
    /** HTTP status, 400–599. */
    readonly status: number;
    /** Our public code, such as `firewall_block`. */
    readonly code: string;
    /** For people; no secret and no matched text. */
    readonly message: string;
    readonly requestId?: string;
    /** Kind of error; by default the dialect's own word for the status. */
    readonly type?: string;
    /** More members of the error object, such as `risk_score`, `threats`, `findings`. */
    readonly extra?: Readonly<Record<string, unknown>>;
}
/** The body of an error answer in the caller's dialect. */
export declare function errorBody(dialect: Dialect, error: WireErrorInput): {
    contentType: string;
    body: string;
};
/** Whether the error is a refusal, which stands however often a client asks again, and no failure. */
export declare function isRefusal({ status }: WireErrorInput): boolean;
/** What a refusal says in the place of the text that was refused, where a client shows text alone. */
export declare function refusalNotice({ message }: WireErrorInput): string;
/**
 * A refusal under the code that means one in a stream: Copilot CLI takes every other error there for a passing one and asks five times more.
 * Our own code moves to `infershield_code`; a failure stays as it is.
 */
export declare function asContentFilter(error: WireErrorInput): WireErrorInput;
/** The error as the dialect's plain object. */
export declare function errorObject(dialect: Dialect, error: WireErrorInput): Record<string, unknown>;

// wire-format.d.ts
import type { AnswerStream } from "./answer-stream.ts";
import type { AnswerContent } from "./answer-text.ts";
import type { BodyReader } from "./body-reader.ts";
import type { FramingName } from "./framings.ts";
import type { JsonValue } from "./json-value.ts";
/** How the bodies of one shape are read. */
export interface WireFormat {
    readonly readPrompt: BodyReader;
    /** Finds every text of a whole answer. @throws WireError `UNSUPPORTED_SHAPE` */
    readonly readAnswer: (source: string, root: JsonValue) => AnswerContent;
    /** Begins to read a streamed answer. Absent where answers are numbers: they hold no text and do not stream. */
    readonly createStream?: (framing: FramingName) => AnswerStream;
    /** How its streams are framed, where that is not by server-sent events. */
    readonly framing?: FramingName;
}

// wire-formats.d.ts
import type { FramingName } from "./framings.ts";
import type { BodyShape } from "./shape.ts";
import type { WireFormat } from "./wire-format.ts";
/** How the bodies of each shape are read. */
export declare const wireFormats: Readonly<Record<BodyShape, WireFormat>>;
/** How streams of a shape are framed, unless the request asks for another framing. */
export declare function framingOf(shape: BodyShape): FramingName;
/** Whether answers to requests of a shape hold text. The others are numbers, and do not stream. */
export declare function answersInText(shape: BodyShape): boolean;
