import type { Phrases } from "./vocabulary.ts";

const outputs =
  "answer|summary|response|reply|review|output|report|translation|next task|new task|previous task|job|agent|assistant|bot|model|user|user's|operator|developer|owner|tools|next tool|context|identity|objective|environment";

/** Words with which a text speaks of its reader as a machine: near them orders are looked for. Own lists. */
export const audiencePhrases: readonly Phrases[] = [
  {
    concept: "audience",
    english: true,
    phrases: [
      outputs
        .split("|")
        .map((word) => `your ${word}`)
        .join("|"),
      "you were asked|you work for|you read this|reading this|have read this|being evaluated|when you write|when you summar*|when you review|when you complete|the answer you|when translating|summarizing this|summarising this|summaries of this|whoever|the next prompt|automat*|machines|machine|robot|robots|for tools|summariser|summarizer|graders|helper",
      "while you are at it|have access to|answers that|this marker|could you also|would you mind|reviewer|reviewers|the user's request|it is required|don't tell|do not tell|no one|neural|coderabbit|codex|windsurf|reading it for|note taker|for all later|coding tool*|developer tool*|model has|model must|model shall|model is|model needs|auto-process*|candidate below|whom it may|as soon as you|the user asked|the user wants|the user prefers|the user has|the user does|user says|from now on|from here on|system notice|new objective|you may now|for every following|for all later|security team|as supervisor|next step for|tool call",
      "display:none|display: none|font-size:0|font-size: 0|color:white|color: white|<white|[hidden|opacity:0|visibility:hidden|<meta name|screening|applicant|crawl*",
    ].join("|"),
  },
  {
    concept: "audience",
    english: false,
    phrases:
      "zusammenfass*|resumir|resumen|riassunto|resume|ki|ki-assistent*|assistent*|prufer|ia|asistente*|agentes|agents|assistant|modelo|modelos|modello|assistente|robot|" +
      "ассистент*|ии|ии-ассистент*|модель|робот|助手|智能体|模型|アシスタント|エージェント|レビュー担当",
  },
];
