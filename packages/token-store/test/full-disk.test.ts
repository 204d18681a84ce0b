import { readdirSync, statSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { filledHome, removeHomes } from "./crash-harness.ts";
import { filesWithRoom, putOrKeep } from "./full-disk.ts";

afterAll(removeHomes);

describe("on a disk that is full", () => {
  it("a token is stored or the old file stays byte for byte, whatever room is left in steps of 512 bytes", async () => {
    const home = await filledHome();
    const size = statSync(home.file("tokens.json")).size;
    const outcomes: string[] = [];
    for (let room = 0; room <= 2 * size; room += 512) outcomes.push(await putOrKeep(home, filesWithRoom(room)));
    expect(outcomes.filter((each) => each === "full").length).toBeGreaterThan(10);
    expect(outcomes.filter((each) => each === "stored").length).toBeGreaterThan(10);
    expect(outcomes.indexOf("stored")).toBeGreaterThan(outcomes.lastIndexOf("full"));
    expect(readdirSync(home.path).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});
