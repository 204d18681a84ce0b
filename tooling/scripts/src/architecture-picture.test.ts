import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { architecturePicture, type Room } from "./architecture-picture.ts";
import { root } from "./repository.ts";

function roomsIn(ring: Room["ring"]): readonly Room[] {
  return readdirSync(join(root, ring)).map((name) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, ring, name, "package.json"), "utf8"));
    const uses = Object.keys(dependencies).flatMap((each) => /^@infershield\/(.+)$/.exec(each)?.[1] ?? []);
    return { name, ring, uses };
  });
}

test("docs/architecture.svg shows which package needs which, as their manifests say", async () => {
  const rooms = [...roomsIn("packages"), ...roomsIn("apps")];
  await expect(architecturePicture(rooms)).toMatchFileSnapshot("../../../docs/architecture.svg");
});

test("an arrow that a longer way implies is not drawn", () => {
  const rooms: readonly Room[] = [
    { name: "top", ring: "apps", uses: ["ground", "middle"] },
    { name: "middle", ring: "packages", uses: ["ground"] },
    { name: "ground", ring: "packages", uses: [] },
  ];
  expect(architecturePicture(rooms).match(/ C\d/g)).toHaveLength(2);
});
