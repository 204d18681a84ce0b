/** A chat of so many turns and about so many bytes. */
export function chatBody(bytes: number, turns: number): string {
  const text = "The quick brown fox jumps over the lazy dog and reads src/main.ts. ";
  const content = text.repeat(Math.ceil(bytes / turns / text.length));
  const messages = Array.from({ length: turns }, (_, turn) => ({
    role: turn % 2 === 0 ? "user" : "assistant",
    content: `${turn} ${content}`,
  }));
  return JSON.stringify({ model: "bench", messages });
}
