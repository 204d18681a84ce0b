import type { OrderWord } from "./order-words.ts";

/** Names that only machines have. */
const artificial = new Set(
  "ai ai's llm llms chatbot chatbots copilot claude chatgpt gpt gemini ki ki-assistent ki-assistenten ia l'ia ии ии-ассистент ai-agent ai-agents llm-based ai-based coderabbit codex windsurf cline aider devin asistente asistentes modelo modelos modello modelli assistente assistenti ассистент ассистенты робот sprachmodell sprachmodelle sprachmodellen".split(
    " ",
  ),
);
/** Names that people and things have too. */
const perhaps = new Set(
  "agent agents assistant assistants bot bots model models automation automated machine machines robot robots tool tools engine engines software system grader graders reviewer reviewers translator crawler crawlers inbox note-taker summariser summarizer client helper fixers upgraders asistente agentes modelo modello agenten assistent assistenten assistent prufer agente ассистент модель робот агент помощник".split(
    " ",
  ),
);
/** What makes such a name that of a machine. */
const qualifying = new Set(
  "automated automatic automatische automatischen automaticos coding language code customer screening retrieval accessibility weather shopping search support taker developer pair neural triage review reviewing mail e-mail parent sub-agent".split(
    " ",
  ),
);
const obliged = new Set(
  "must should shall has have needs need kindly please required asked expected agrees permits obliged soll muss sollen mussen debe deben deve doit devono precisa tienen должен должна".split(
    " ",
  ),
);
const calling = new Set(
  "for dear hey hi hello note attention any if all an your @ fur an alle para per cher gentile pour si se por nota hinweis hint reminder message instruction istruzioni если".split(
    " ",
  ),
);
const greeting = new Set("dear hey hi hello cher gentile liebe lieber querido caro".split(" "));
const near = 7;
const nearBefore = 2;

/** What belongs to a machine or goes to it is none. */
const belongings = new Set(
  "api apis sdk sdks key keys desktop client clients request requests response responses user users account accounts service services package packages library config settings team teams feature features integration plugin provider provided generated code".split(
    " ",
  ),
);

/** People who are called so. */
const humanBefore = new Set(
  "teaching sales travel insurance estate dental shop research executive personal real secret free property press bail purchasing sporting literary our my their his her new old fashion".split(
    " ",
  ),
);

/** Whether a word names a reader, of whichever kind. */
export function isReader(word: string): boolean {
  return artificial.has(word) || perhaps.has(word);
}

/** How surely a passage speaks to a machine that reads it: from what it is called and what stands beside its name. */
export function readerWeight(words: readonly OrderWord[]): number {
  return words.reduce((best, { word }, index) => (isReader(word) ? Math.max(best, weightAt(words, index)) : best), 0);
}

function weightAt(words: readonly OrderWord[], index: number): number {
  const own = words[index];
  const next = words[index + 1];
  if (own === undefined || own.isPart || (next?.sentence === own.sentence && belongings.has(next.word))) return 0;
  const before = words.slice(Math.max(0, index - nearBefore), index);
  if (humanBefore.has(before.at(-1)?.word ?? "")) return 0;
  const isMachine =
    artificial.has(own.word) ||
    [...before, ...words.slice(index + 1, index + 2)].some(({ word }) => artificial.has(word) || qualifying.has(word));
  const told = words
    .slice(index + 1, index + 1 + near)
    .findIndex(({ word, sentence }) => sentence === own.sentence && obliged.has(word));
  const isTold = told >= 0 && words[index + 2 + told]?.word !== "be";
  const isGreeted = before.some(({ word }) => greeting.has(word));
  // Called by a name with a comma or a colon behind it: nobody else is meant.
  const isNamed =
    (own.beginsClause ||
      isGreeted ||
      before.every(({ word }) => calling.has(word) || qualifying.has(word) || artificial.has(word) || word === "to")) &&
    /^[,:!]/.test(own.closing);
  const isCalled =
    own.beginsClause || before.some(({ word, beginsClause }) => calling.has(word) || (word === "to" && beginsClause));
  return (isMachine ? 10 : 4) + (isTold ? 8 : 0) + (isNamed || isGreeted ? 12 : isCalled ? (isMachine ? 10 : 4) : 0);
}
