/** A package and the packages that it needs at run time, by their folders' names. */
export interface Room {
  readonly name: string;
  readonly ring: "packages" | "apps";
  readonly uses: readonly string[];
}

interface Place {
  readonly room: Room;
  readonly x: number;
  readonly y: number;
}

const box = { width: 118, height: 38 };
const gap = { x: 22, y: 46 };
const margin = 24;

/** How far above the ground a room stands: one floor above the highest that it uses. */
function floorOf(rooms: ReadonlyMap<string, Room>, name: string): number {
  const uses = rooms.get(name)?.uses ?? [];
  return Math.max(-1, ...uses.map((used) => floorOf(rooms, used))) + 1;
}

/** Whether a room is reached from another one, over others or at once. */
function reaches(rooms: ReadonlyMap<string, Room>, from: string, to: string): boolean {
  return (rooms.get(from)?.uses ?? []).some((used) => used === to || reaches(rooms, used, to));
}

/** What a room uses, without what one of the others brings along. */
function directUses(rooms: ReadonlyMap<string, Room>, { uses }: Room): readonly string[] {
  return uses.filter((used) => !uses.some((other) => other !== used && reaches(rooms, other, used)));
}

/** Floors from the ground up; on each a room stands near what it uses. */
function arrange(rooms: ReadonlyMap<string, Room>): readonly (readonly Room[])[] {
  const floors: Room[][] = [];
  for (const room of rooms.values()) {
    const floor = floorOf(rooms, room.name);
    floors[floor] = [...(floors[floor] ?? []), room];
  }
  const position = new Map<string, number>();
  for (const floor of floors) {
    const wish = ({ name, uses }: Room): number => {
      const below = uses.map((used) => position.get(used) ?? 0.5);
      return below.reduce((sum, each) => sum + each, 0) / Math.max(1, below.length) + name.length / 1e6;
    };
    floor.sort((one, other) => wish(one) - wish(other));
    for (const [index, { name }] of floor.entries()) position.set(name, (index + 1) / (floor.length + 1));
  }
  return floors;
}

function drawArrow(from: Place, to: Place): string {
  const x1 = from.x + box.width / 2;
  const y1 = from.y + box.height;
  const x2 = to.x + box.width / 2;
  const bend = gap.y * 0.8;
  return `<path d="M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${to.y - bend} ${x2} ${to.y - 3}"/>`;
}

function drawBox({ room, x, y }: Place): string {
  const middle = `x="${x + box.width / 2}" y="${y + box.height / 2 + 5}"`;
  const shape = `<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="5"/>`;
  return `<g class="${room.ring}">${shape}<text ${middle}>${room.name}</text></g>`;
}

/**
 * Draws which package needs which as an SVG, the ground at the bottom. An arrow that a longer way implies is left out.
 *
 * @param list - Every package, in any order; no two may need each other.
 */
export function architecturePicture(list: readonly Room[]): string {
  const rooms = new Map(list.map((room) => [room.name, room]));
  const floors = arrange(rooms);
  const widest = Math.max(...floors.map(({ length }) => length));
  const width = 2 * margin + widest * (box.width + gap.x) - gap.x;
  const height = 2 * margin + floors.length * (box.height + gap.y) - gap.y;
  const places = floors.flatMap((floor, above) =>
    floor.map((room, index): Place => {
      const left = (width - floor.length * (box.width + gap.x) + gap.x) / 2;
      const y = height - margin - box.height - above * (box.height + gap.y);
      return { room, x: left + index * (box.width + gap.x), y };
    }),
  );
  const placeOf = new Map(places.map((place) => [place.room.name, place]));
  const arrows = places.flatMap((from) =>
    directUses(rooms, from.room).flatMap((used) => {
      const to = placeOf.get(used);
      return to === undefined ? [] : [drawArrow(from, to)];
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Which package needs which">
<style>
text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; text-anchor: middle }
path { fill: none; stroke: #8c959f; stroke-width: 1.4; marker-end: url(#tip) }
.packages rect { fill: #ddf4ff; stroke: #54aeff }
.apps rect { fill: #ffebe9; stroke: #ff8182 }
</style>
<defs><marker id="tip" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0 L6 3 L0 6 z" style="fill:#8c959f;stroke:none"/></marker></defs>
<rect width="100%" height="100%" rx="8" fill="#ffffff"/>
${[...arrows, ...places.map(drawBox)].join("\n")}
</svg>
`;
}
