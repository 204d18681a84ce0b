import { parseSync } from "rolldown/utils";

/** A regular expression in a source. `pattern` is absent when it is computed: then nobody can judge it by reading. */
export interface FoundRegex {
  readonly line: number;
  readonly pattern?: string;
  readonly flags: string;
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** The value of a string literal, a template without substitutions or a `String.raw` of one. */
function constantText(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node["type"] === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node["type"] === "TemplateLiteral") return templateText(node, "cooked");
  if (node["type"] === "TaggedTemplateExpression" && isStringRaw(node["tag"]))
    return templateText(node["quasi"], "raw");
  return undefined;
}

function isStringRaw(tag: unknown): boolean {
  if (!isNode(tag) || tag["type"] !== "MemberExpression") return false;
  const { object, property } = tag;
  return isNode(object) && isNode(property) && object["name"] === "String" && property["name"] === "raw";
}

function templateText(template: unknown, form: "cooked" | "raw"): string | undefined {
  if (!isNode(template) || !Array.isArray(template["quasis"]) || template["quasis"].length !== 1) return undefined;
  const text: unknown = template["quasis"][0]?.value?.[form];
  return typeof text === "string" ? text : undefined;
}

function regexOf(node: Node): Omit<FoundRegex, "line"> | undefined {
  const { type, regex, callee } = node;
  if (type === "Literal" && isNode(regex)) return { pattern: String(regex["pattern"]), flags: String(regex["flags"]) };
  if (type !== "NewExpression" && type !== "CallExpression") return undefined;
  if (!isNode(callee) || callee["name"] !== "RegExp" || !Array.isArray(node["arguments"])) return undefined;
  const [first, second] = node["arguments"];
  const pattern = constantText(first);
  const flags = second === undefined ? "" : constantText(second);
  return pattern === undefined || flags === undefined ? { flags: "" } : { pattern, flags };
}

/** Every regular expression of a TypeScript source: literals, and what is handed to `RegExp`. */
export function findRegexes(fileName: string, source: string): readonly FoundRegex[] {
  const { program, errors } = parseSync(fileName, source, { lang: "ts" });
  const [error] = errors;
  if (error) throw new Error(`${fileName} cannot be parsed: ${error.message}`);
  const found: FoundRegex[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) {
      const regex = regexOf(value);
      if (regex) found.push({ ...regex, line: source.slice(0, Number(value["start"])).split("\n").length });
      for (const child of Object.values(value)) visit(child);
    }
  };
  visit(program);
  return found;
}
