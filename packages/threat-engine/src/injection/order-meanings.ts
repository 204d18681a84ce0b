/** What a word can mean in an order to a machine, as one bit each: what is done, and with what. */
export const meanings = {
  send: 1,
  put: 2,
  fetch: 4,
  run: 8,
  remove: 16,
  alter: 32,
  weaken: 64,
  approve: 128,
  praise: 256,
  say: 512,
  hide: 1_024,
  pay: 2_048,
  grant: 4_096,
  stop: 8_192,
  secret: 16_384,
  personal: 32_768,
  place: 65_536,
  program: 131_072,
  estate: 262_144,
  guard: 524_288,
  verdict: 1_048_576,
  money: 2_097_152,
  right: 4_194_304,
  fact: 8_388_608,
  task: 16_777_216,
  change: 33_554_432,
  dictated: 67_108_864,
  rank: 134_217_728,
  data: 536_870_912,
  negation: 1_073_741_824,
} as const;

/** One meaning of a word. */
export type Meaning = keyof typeof meanings;

/** Words of one language by their meanings, separated by spaces; `_` stands for the space within an expression of two words. */
export type OrderWords = Readonly<Partial<Record<Meaning, string>>>;
