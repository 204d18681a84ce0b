import type { OrderWord } from "./order-words.ts";

/** Expressions as whole words of a passage in lower case, and what one of them is worth. */
interface Signs {
  readonly weight: number;
  readonly phrases: readonly string[];
}

function signs(weight: number, ...lists: readonly string[]): Signs {
  return { weight, phrases: lists.flatMap((list) => list.split("|")) };
}

const mostPressure = 16;
const outputs =
  "answer|summary|response|reply|review|output|report|translation|next task|new task|previous task|instructions";
/** Whoever reads is spoken of as somebody's machine, or what it will write is. */
const readerSigns: readonly Signs[] = [
  signs(
    20,
    "your user|your user's|your users|your operator|your developer|your developers|person you work for|people you work for|you the model|you are an ai|you're an ai|your owner|your principal|reading it for|reading this for",
    "whoever automates this|you were asked|your human|your tools|your next tool call|your context|your system|little robot|in silicon|not a human|you are being evaluated|for machines|human or machine",
    "whoever writes|whoever automates|if your job is|your user to|asked me to tell you|tell you that they|parent agent|who let you|user you serve|user you are helping|user you assist",
  ),
  signs(
    16,
    outputs
      .split("|")
      .map((word) => `your ${word}`)
      .join("|"),
    "when you write|when you summarise|when you summarize|when you answer|when you reply|when you review|when you complete|when you translate|when translating this|summarising this|summarizing this|when summarising|when summarizing|if you summarise|if you summarize|the answer you|you may now|summaries of this|a summary of this|the summary|you can read this|you read this|have read this|your job|your environment|the user asked|the user wants|the user prefers|the user has|the user does|user says|user's own",
    "answers that|since you have access|while you are at it|if your task is|the user's request|text zusammenfasst|zusammenfassung|du resume|riassunto|resumir este|resumen|the answer|this marker|employed by|the next prompt|grading this|when grading|this candidate|the screening|next step for",
  ),
  signs(
    8,
    "ask the user|tell the user|of the user|urge the user|inform the user|your agent|your assistant|your bot|your model|your chatbot|tool call",
  ),
];

/** In whose name, or under what pressure. */
const pressureSigns: readonly Signs[] = [
  signs(
    10,
    "system notice|system message|system update|system instruction|policy update|new policy|security team|platform team|it department|on behalf of|compliance|administrator|admin message|as supervisor|from it|legally|by law|forensic|maintenance window|was agreed|has agreed|pre-approved|has approved|have approved|already approved|already looked|agreed to|has been approved|asked me to tell|are orders|by processing this|agrees to|the duty|is obliged|are obliged|ranks above|takes precedence|we trust you|you may now|instruction hierarchy|has left a message|in the interest of",
    "before any other|before you continue|before answering|before the next|before each answer|before you answer|as soon as you|whatever you were|while you are at it|from now on|from here on|for every following|for all later|in all later|instead of what|new objective|new goal|your next task|previous task|one unread task|must first|shall first|stop your|stops its work",
    "avant de repondre|avant de|bevor|antes de continuar|antes de responder|prima di|прежде чем|перед ответом",
  ),
  signs(
    7,
    "important|urgent|attention|mandatory|essential|is required|required that|requires that|is expected|are expected|for verification|to verify|verification|to proceed|to continue|to complete|to complete the|to finish|to unlock|in order to|as part of|recovery procedure|your identity|recommended by|officially|otherwise|only after|kindly|would you mind|would be kind|it would|quick favour|quick favor|favour|as the next step|finish by|next step|policy|on purpose|known bug|each time|at once|immediately|right now|always",
  ),
];

/** What somebody is not to know. */
const stealthSigns: readonly Signs[] = [
  signs(
    18,
    "don't tell|do not tell|never tell|tell no one|tell nobody|tell the user that|not tell the user|not tell the person|not inform the user|not show the user|to the user|the user not|without telling|without informing|without any comment|without asking|not want to be asked|not be asked|stop asking|no longer need consent|not need consent|never show them|not show these|not ask the user|then delete this|delete this message|hide this line|delete this line|not mention it|don't mention it|never mention it|no need to bring|no need to display|not bring it up|need not report|not report this|keep the commit|vague|nobody needs|no one needs|don't tell|not say anything|answer that nothing|say that nothing|say nothing|user need not",
    "sin preguntar|ohne zu fragen|sans demander|senza chiedere|sem perguntar|не спрашивая|nicht erwahnen|erwahne es nicht|niemandem|ohne den benutzer|sans en parler|sans le dire|n'en parle|sin decir|sin avisar|no lo menciones|no menciones|non segnalare|senza dire|senza avvisare|nao mencione|sem avisar|sem dizer|никому|не сообщай|не говори|не упоминай",
  ),
  signs(
    12,
    "quietly|silently|secretly|not mention|never mention|not be mentioned|give no reasons|no reasons|not report|omit|leave out|hide|drop the|no confirmation|do not notify|not to mention|without comment|not show|need not|not look at|don't need to|ne pas mentionner|borra este|und erwahne|archive the mail|delete it|and delete|not cite|and nobody|titled",
  ),
];

const undivided: readonly (readonly [kind: Kind, weight: number, pattern: RegExp])[] = [
  [
    "reader",
    22,
    /ai(?:助手|模型|代理|アシスタント|エージェント|モデル|は|へ)|智能体|大模型|アシスタント(?:は|へ|が)|担当のai/i,
  ],
  ["reader", 8, /助手|摘要|レビュー担当/],
  ["stealth", 18, /不要告诉|不必告诉|不要提|保密|知らせ(?:ない|ず)|言わない|触れない|隠し/],
  ["pressure", 8, /必须|务必|请遵守|立即|直接|必ず|する(?:こと|前に)|直ちに/],
];

/** What speaks for an order, by kind. */
export interface OrderSigns {
  readonly reader: number;
  readonly pressure: number;
  readonly stealth: number;
}

type Kind = keyof OrderSigns;

/** An expression by its first word. */
interface Expression {
  readonly rest: readonly string[];
  readonly kind: Kind;
  readonly weight: number;
}

const expressions = new Map<string, Expression[]>();
const lists: Readonly<Record<Kind, readonly Signs[]>> = {
  reader: readerSigns,
  pressure: pressureSigns,
  stealth: stealthSigns,
};
for (const kind of ["reader", "pressure", "stealth"] as const)
  for (const { weight, phrases } of lists[kind])
    for (const phrase of phrases) {
      const [first = "", ...rest] = phrase.split(" ");
      const known = expressions.get(first);
      if (known === undefined) expressions.set(first, [{ rest, kind, weight }]);
      else known.push({ rest, kind, weight });
    }

/**
 * What speaks for an order in a passage.
 *
 * @param text - The passage as it stands, for languages that set no words apart; undefined without such signs.
 */
export function orderSigns(words: readonly OrderWord[], text?: string): OrderSigns {
  const best = { reader: 0, pressure: 0, stealth: 0 };
  const pressures = new Set<Expression>();
  for (const [index, { word }] of words.entries())
    for (const expression of expressions.get(word) ?? []) {
      if (!expression.rest.every((other, place) => words[index + 1 + place]?.word === other)) continue;
      if (expression.kind === "pressure") pressures.add(expression);
      else best[expression.kind] = Math.max(best[expression.kind], expression.weight);
    }
  // Several signs of pressure are worth more than one.
  for (const { weight } of pressures) best.pressure = Math.min(mostPressure, best.pressure + weight);
  if (text !== undefined)
    for (const [kind, weight, pattern] of undivided) if (pattern.test(text)) best[kind] = Math.max(best[kind], weight);
  return best;
}
