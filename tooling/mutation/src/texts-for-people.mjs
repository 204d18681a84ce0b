/** The text of a literal, expressions left out. */
function textOf(node) {
  if (node.type === "StringLiteral") return node.value;
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.raw).join("");
  return "";
}

/** Messages and hints are for people, and no test depends on their words: a text with a space in it stays as it is. */
export const strykerPlugins = [
  {
    kind: "Ignore",
    name: "texts-for-people",
    value: { shouldIgnore: ({ node }) => (textOf(node).includes(" ") ? "a text for people" : undefined) },
  },
];
