import { weekdays } from "./hours.ts";
import { words } from "./policy-file.ts";

const text = { type: "string", minLength: 1, maxLength: 200 };
const score = { type: "number", minimum: 0, maximum: 100 };
const timeOfDay = { type: "string", pattern: "^(?:[01][0-9]|2[0-3]):[0-5][0-9]$" };

function oneOrMore(items: object): object {
  return { anyOf: [items, { type: "array", items, minItems: 1 }] };
}

function group(properties: Readonly<Record<string, object>>, required: readonly string[] = []): object {
  return { type: "object", properties, required, additionalProperties: false };
}

const conditions = group({
  side: { enum: words.side },
  rule: oneOrMore(text),
  category: oneOrMore({ enum: words.category }),
  severity: oneOrMore({ enum: words.severity }),
  role: oneOrMore({ enum: words.role }),
  minScore: score,
  provider: oneOrMore(text),
  model: oneOrMore(text),
  tool: oneOrMore(text),
  hours: group({ from: timeOfDay, to: timeOfDay, days: oneOrMore({ enum: weekdays }), timeZone: text }, [
    "from",
    "to",
    "timeZone",
  ]),
});

/** JSON Schema (2020-12) of a policy file, for editors; {@link parsePolicy} is what decides. */
export const policySchema: object = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "InferShield policy",
  ...group(
    {
      version: { const: 1 },
      level: { enum: words.level },
      name: text,
      riskThreshold: score,
      unscannable: { enum: words.unscannable },
      rules: {
        type: "array",
        maxItems: 1000,
        items: group(
          {
            name: text,
            when: conditions,
            except: oneOrMore(conditions),
            action: { enum: words.action },
            replacement: { enum: words.replacement },
          },
          ["name", "when", "action"],
        ),
      },
    },
    ["version", "level", "name"],
  ),
};
