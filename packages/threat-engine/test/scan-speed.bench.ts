import { createThreatEngine } from "../src/index.ts";

/** Prints the CPU time of scanning new text by size and kind, and of the worst hostile repetition of 1 MB. Run with node. */
const code = `export async function readUser(id: string): Promise<User | undefined> {
  const row = await database.get("select id, name, created_at from users where id = ?", [id]);
  if (row === undefined) return undefined;
  return { id: row.id, name: row.name, createdAt: new Date(row.created_at), tags: row.tags.split(",") };
}

// Keeps the order of the rows; see docs/users.md for the shape of an answer.
for (const [index, user] of users.entries()) logger.info({ index, user: user.id }, "user was read");
`;
const chat = `Could you help me to plan a small vegetable garden behind our house? We have about twelve square metres, half of it in the
shade after noon. I would like tomatoes, beans and some herbs, and I have no idea when to plant what. Please make a list by
month, and tell me which of them grow well next to each other. Thank you! My sister says that garlic helps against slugs.
`;
const hostile = [
  "a.",
  "sk-",
  "eyJ",
  "\\u0041",
  "%41",
  "&#65;",
  "a ",
  "password=",
  "http://",
  "a@a.",
  "\u0400\u0430",
  "a\\n",
  "\u00e9",
  "\ufdfa",
];
const bytes = 1_048_576;

const started = performance.now();
const engine = createThreatEngine();
console.log(`engine built in ${(performance.now() - started).toFixed(0)} ms`);

const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/** CPU microseconds of scanning `text` `rounds` times; the first scans warm the compiler up. */
function cpuOf(text: string, role: "user" | "tool_result", rounds: number): number {
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) engine.scanParts([{ role, path: "", text }]);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

for (const [name, piece, role] of [
  ["code", code, "tool_result"],
  ["chat", chat, "user"],
] as const) {
  for (const [length, goal] of [
    [2_048, 20],
    [102_400, 1_000],
    [bytes, 10_000],
  ] as const) {
    const text = filled(piece, length);
    const rounds = Math.ceil(4_194_304 / length);
    cpuOf(text, role, rounds);
    const used = cpuOf(text, role, rounds);
    console.log(
      `${name}, ${length} characters: ${(used / 1_000).toFixed(3)} ms, ${((used * 1_024) / length).toFixed(1)} µs/KB`,
    );
    process.send?.({ row: `scan of ${length} new characters of ${name}: CPU`, ours: used, unit: "µs", goal });
  }
}
const times = hostile.map((piece) => ({ piece, ms: cpuOf(filled(piece, bytes), "user", 1) / 1_000 }));
const worst = times.toSorted((a, b) => b.ms - a.ms)[0];
console.log(
  `worst of ${hostile.length} hostile repetitions of 1 MB: ${worst?.ms.toFixed(0)} ms, ${JSON.stringify(worst?.piece)}`,
);
