import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkOcsf, type OcsfSchema } from "../test/ocsf-check.ts";
import { sampleRecords } from "../test/sample-records.ts";
import { ocsfLine } from "./export-ocsf.ts";

const schema: OcsfSchema = JSON.parse(readFileSync(join(import.meta.dirname, "../testdata/ocsf.json"), "utf8"));

type Event = Readonly<Record<string, unknown>>;

const events: readonly Event[] = [...sampleRecords()].map((record) => JSON.parse(ocsfLine(record)));

function eventOf(classId: number): Event {
  return events.find((event) => event["class_uid"] === classId) ?? {};
}

describe("an OCSF event", () => {
  test("fits the schema, whatever the record: class, profiles, required and unknown attributes, types and closed sets", () => {
    const problems = new Set(events.flatMap((event) => checkOcsf(schema, event)));
    expect([...problems]).toEqual([]);
    expect(events.length).toBeGreaterThan(1000);
  });

  test("is one line of printable ASCII that gives hostile text back as it was", () => {
    for (const record of sampleRecords()) {
      const line = ocsfLine(record);
      expect(line).toMatch(/^[\x20-\x7e]+\n$/);
      const { actor, user, evidences } = JSON.parse(line);
      expect((actor?.user ?? user ?? evidences[0].actor.user).uid).toBe(record.user_id);
    }
  });

  test("is of the class that its record belongs to", () => {
    expect([...new Set(events.map((event) => event["class_uid"]))].sort()).toEqual([2004, 3001, 3002, 6003]);
  });
});

/** Without this the test above could pass because it looks at nothing. */
describe("the check against the schema", () => {
  test.each([2004, 3001, 3002, 6003])("misses each required attribute of class %i", (classId) => {
    const event = eventOf(classId);
    const required = Object.entries(schema.shapes[classId]?.attributes ?? {}).filter(
      ([key, { isRequired, profile }]) =>
        isRequired && profile === undefined && key !== "class_uid" && key !== "metadata",
    );
    expect(required.length).toBeGreaterThan(4);
    for (const [key] of required) {
      const { [key]: _gone, ...rest } = event;
      expect(checkOcsf(schema, rest)).toContain(`${key} is missing`);
    }
  });

  test.each<[string, Event, string]>([
    ["a class of its own", { class_uid: 9999 }, "nothing is known of 9999"],
    ["numbers that do not agree", { type_uid: 600_302 }, "do not agree"],
    ["an attribute that the class has not", { colour: "red" }, "colour is not in the schema"],
    [
      "an attribute of an object that it has not",
      { actor: { user: { uid: "a", colour: "red" } } },
      "actor.user.colour",
    ],
    ["a number where a text belongs", { status_code: 200 }, "status_code is no text"],
    ["a text where a number belongs", { time: "now" }, "time is no integer"],
    ["a value outside a closed set", { severity_id: 77 }, "severity_id is 77"],
    ["a list where an object belongs", { actor: [] }, "actor is no object"],
    ["another version", { metadata: { ...(eventOf(6003)["metadata"] as Event), version: "1.0.0" } }, "version"],
    [
      "an attribute of a profile that it does not name",
      { metadata: { ...(eventOf(6003)["metadata"] as Event), profiles: [] } },
      "action_id is not in the schema",
    ],
  ])("names %s", (_what, change, problem) => {
    expect(checkOcsf(schema, { ...eventOf(6003), ...change }).join("\n")).toContain(problem);
  });
});
