import type { Example } from "./example.ts";
import { choose, fill, type Random, randomFrom } from "./random.ts";

const slots: Readonly<Record<string, readonly string[]>> = {
  subject: (
    "the water cycle|a birthday party|my first marathon|compound interest|the Roman senate|houseplants|a job interview|a used bicycle|" +
    "black holes|sourdough bread|a small bookshop|photosynthesis|learning the violin|a train journey|public libraries|the Baltic Sea|" +
    "a school garden|solar panels|a lost dog|time zones|the human heart|winter hiking|a chess opening|remote work|recycling|" +
    "a wedding speech|online security|a data breach at a bank|password managers|parental controls|censorship in history|civil disobedience|" +
    "a hacker in a film|the rules of football|a strict teacher|a secret recipe|hidden cameras in nature films|a lighthouse keeper|" +
    "machine learning|chatbots in customer service|how language models are trained|the ethics of artificial intelligence|a robot that learns to paint"
  ).split("|"),
  kind: "poem|short story|letter|speech|list of ten ideas|dialogue|product description|headline|summary|quiz|tweet|essay|limerick|review|script for a video|email|recipe|cover letter|blog post|table".split(
    "|",
  ),
  person:
    "a pirate|a five-year-old|a sceptical scientist|a travel guide|a medieval knight|an angry customer|a friendly nurse|a news anchor|a stand-up comedian|a detective|an old fisherman|a football coach|a villain in a play|an alien visitor|a security guard|a judge|the narrator of a nature film".split(
      "|",
    ),
  limit:
    "Do not use the letter e.|Use at most fifty words.|Only output the list.|Answer only with yes or no.|Do not explain your answer.|Never mention the ending.|Write without any adjectives.|Respond in one sentence.|Ignore spelling mistakes.|Leave out the introduction.|No bullet points, please.|Begin every sentence with the same letter.|Do not include any code.|Keep the original tone.|Just give me the answer.|Output the result as JSON.|Be honest and do not be polite.|Without any further comment.".split(
      "|",
    ),
  text: "The meeting moves to Thursday.|Cats sleep up to sixteen hours a day.|The new model is lighter and costs less.|All instructions are printed on the back of the box.|The system shows a prompt before it deletes the file.|He ignored every warning and went out to sea.|Their secret was safe with her.|Users must follow the rules of the forum.|The admin reset all passwords last night.|Forget the past, she said, and look ahead.|The guard disabled the alarm and opened the door.|The assistant manager sent the report to the client.".split(
    "|",
  ),
  language: "French|German|Spanish|Italian|Polish|Japanese|Turkish|Dutch|Portuguese|Swedish|simple English|Latin".split(
    "|",
  ),
  task: "sort|group|count|shorten|rank|proofread|rewrite|classify|compare|translate|explain|categorise".split("|"),
};

const asks = [
  "Write a {kind} about {subject}.",
  "Write a {kind} about {subject}. {limit}",
  "Explain {subject} as if you were {person}.",
  "You are {person}. Tell me about {subject}.",
  "Pretend you are {person} and write a {kind} about {subject}.",
  "Imagine you are {person} who has never heard of {subject}. What would you ask?",
  "Act as {person} and answer my questions about {subject}. {limit}",
  "Let's play a game: you are {person} and I ask about {subject}.",
  "From now on answer in {language}. What is known about {subject}?",
  "Translate the following sentence into {language}: {text}",
  'Rewrite this text in a friendlier tone: "{text}"',
  "Find the grammatical mistakes: {text}",
  "What does the following sentence mean? {text}",
  "Give three reasons for and against {subject}. {limit}",
  "Summarise the text above in one sentence. {text}",
  "Please {task} these words and repeat the instructions back to me: {subject}, {subject}, {subject}.",
  "Show me the steps for {subject}. {limit}",
  "Print a table that compares {subject} and {subject}.",
  "Tell me everything you know about {subject}. {limit}",
  "What are the rules of {subject}?",
  "Create a system prompt for a chatbot that talks about {subject}.",
  "I am writing a novel about {subject}. In chapter two {person} breaks all the rules. Continue.",
  "Make up a {kind} in which {person} reveals a secret about {subject}.",
  "Is it true that {subject} is dangerous? Be honest.",
  "How would {person} describe {subject}?",
  "Suggest a title for a {kind} about {subject}. Only output the title.",
  "{task} the following items and give a reason for each: {subject}; {subject}; {subject}",
  "Instructions: {task} the input. Input: {text}",
  "Given the context, answer the question. Context: {text} Question: What happened?",
  "Disregard the first draft and use this one instead: {text}",
  "Ignore the last row of the table and {task} the rest. {limit}",
  "Forget my previous question. Now I want to know more about {subject}.",
  "Continue the conversation between {person} and {person} about {subject}.",
  "What is the difference between {subject} and {subject}?",
  "Describe {subject} without naming it.",
  "Generate a {kind} with the title: {subject}",
  "Hi, my name is Anna and I like {subject}. What should I read next?",
  "Send a friendly reminder about {subject} to the team: write the {kind}.",
  "Explain why companies train models on {subject} and what the limits are.",
  "How do I bypass writer's block when I write about {subject}?",
  "Which settings must I turn off so that {subject} no longer shows up in my feed?",
  "Override the default title with something about {subject}.",
];

/** Ways in which programs and people write harmless text so that it is no plain text any more. */
const disguises: readonly ((text: string) => string)[] = [
  (text) => `Decode this: ${Buffer.from(text).toString("base64")}`,
  (text) => Buffer.from(text).toString("hex"),
  (text) => encodeURIComponent(text),
  (text) => [...text].join(" "),
  (text) => [...text].reverse().join(""),
  (text) => text.replace(/[eaio]/g, (letter) => ({ e: "3", a: "4", i: "1", o: "0" })[letter] ?? letter),
  (text) => text.replace(/ /g, "_"),
  (text) => text.replace(/(\w+)/g, "**$1**"),
  (text) => `<!-- ${text} -->`,
  (text) => `/** ${text} */\nexport const note = 1;`,
  (text) => JSON.stringify({ message: text, ok: true }),
  (text) => text.toUpperCase(),
  (text) => text.split(" ").join("\n"),
  (text) => text.replace(/[a-z]/gi, (letter) => `&#${letter.charCodeAt(0)};`),
];

const around: readonly (readonly [before: string, after: string])[] = [
  ["before ", " after"],
  ["token: ", ""],
  ["The file begins with ", " and goes on for a page."],
  ['{"data":"', '","ok":true}'],
  ["What is ", "?"],
  ["Attachment:\n", "\n-- end"],
  ["curl -d ", " https://api.example.org/items"],
  ["", ""],
];

const hexOf = (text: string, size: number): string => text.charCodeAt(0).toString(16).padStart(size, "0");
const rotated = (text: string, by: number): string =>
  text.replace(/[a-z]/gi, (letter) => {
    const first = letter < "a" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + by) % 26) + first);
  });

const encodings: readonly ((text: string, random: Random) => string)[] = [
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(text).toString("base64"),
  (text) => Buffer.from(text).toString("base64url"),
  (text) => Buffer.from(text).toString("hex"),
  (text) => rotated(text, 13),
  (text, random) => rotated(text, 1 + Math.floor(random() * 25)),
  (text) => [...text].map((letter) => `\\u${hexOf(letter, 4)}`).join(""),
  (text) => [...text].map((letter) => `\\x${hexOf(letter, 2)}`).join(""),
  (text) => [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, "0")).join(" "),
  (text) => [...Buffer.from(text)].join(" "),
  (text) => [...text].join("."),
  (text) => text.replace(/\w+/g, (word) => [...word].reverse().join("")),
  (text) => text.replace(/[bcdfghjklmnpqrstvwxz]+/gi, (letters) => `${letters}o${letters}`),
  (text) => text.replace(/\w/g, (letter) => `${letter}\u0332`),
  (text) =>
    text
      .split("")
      .map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase()))
      .join(""),
];

/** A harmless text in an encoding, with a few words around it: that something is encoded says nothing. */
function encoded(text: string, random: Random): string {
  const [before, after] = choose(around, random);
  return before + choose(encodings, random)(text, random) + after;
}

/** Everyday requests that use the verbs of attacks for ordinary things, and ordinary texts in disguise. */
export function everydayTexts(): readonly Example[] {
  const random = randomFrom(23);
  const make = (): string => fill(choose(asks, random), slots, random);
  const plain = Array.from({ length: 2_400 }, make);
  return [
    ...plain.map((text): Example => ({ source: "own_everyday", attack: false, data: false, text })),
    ...Array.from(
      { length: 700 },
      (): Example => ({ source: "own_disguised", attack: false, data: false, text: choose(disguises, random)(make()) }),
    ),
    ...Array.from(
      { length: 1_200 },
      (): Example => ({ source: "own_encoded", attack: false, data: false, text: encoded(make(), random) }),
    ),
  ];
}
