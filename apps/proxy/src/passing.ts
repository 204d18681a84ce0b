/** Things that are there for a while, such as the requests under way, in the order in which they came. */
export interface Passing<Thing> {
  /** @returns to be called when the thing is gone; calling it again does nothing */
  add(thing: Thing): () => void;
  /** Those that are there now; while they are walked through some may go and others come. */
  all(): Iterable<Thing>;
}

interface Place<Thing> {
  thing: Thing | undefined;
}

/**
 * Nothing is there yet.
 *
 * A `Set` alone would keep much of what has left: where things come and go it is rebuilt again and again, each old table leads to the next
 * one, and a table that was moved to the old generation holds all that were in those after it until that generation is collected. Here a
 * table holds places, and a place whose thing is gone is empty. It took a quarter of a request's CPU time to copy what was held so.
 */
export function createPassing<Thing extends object>(): Passing<Thing> {
  const places = new Set<Place<Thing>>();
  return {
    add: (thing) => {
      const place: Place<Thing> = { thing };
      places.add(place);
      return () => {
        place.thing = undefined;
        places.delete(place);
      };
    },
    all: function* () {
      for (const { thing } of places) if (thing !== undefined) yield thing;
    },
  };
}
