/** The command a person most likely meant: at most a third of its letters differ; undefined when none is near. */
export function nearestCommand(written: string, commands: readonly string[]): string | undefined {
  const [nearest] = commands
    .map((command) => ({ command, distance: editDistance(written.slice(0, 64), command) }))
    .filter(({ command, distance }) => distance <= Math.max(1, Math.floor(command.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.command;
}

/** Letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= from.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(from.length, to.length);
}
