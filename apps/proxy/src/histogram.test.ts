import { expect, test } from "vitest";
import { createHistogram, labelText } from "./histogram.ts";

test("each bucket counts what is not above its bound, and all that is in those before", () => {
  const histogram = createHistogram({ name: "seconds", help: "Time.", buckets: [0.1, 1] });
  for (const value of [0.05, 0.1, 0.5, 3]) histogram.observe('step="scan"', value);
  expect(histogram.render()).toBe(
    [
      "# HELP seconds Time.",
      "# TYPE seconds histogram",
      'seconds_bucket{le="0.1",step="scan"} 2',
      'seconds_bucket{le="1",step="scan"} 3',
      'seconds_bucket{le="+Inf",step="scan"} 4',
      'seconds_sum{step="scan"} 3.65',
      'seconds_count{step="scan"} 4',
      "",
    ].join("\n"),
  );
});

test("a histogram without labels has no braces where Prometheus writes none", () => {
  const histogram = createHistogram({ name: "bytes", help: "Size.", buckets: [1] });
  histogram.observe("", 2);
  expect(histogram.render().split("\n").slice(2)).toEqual([
    'bytes_bucket{le="1"} 0',
    'bytes_bucket{le="+Inf"} 1',
    "bytes_sum 2",
    "bytes_count 1",
    "",
  ]);
});

test("the value of a label cannot end its quotes or its line, and an absent one is left out", () => {
  expect(labelText({ one: 'a"b\\c\nd', other: undefined, last: "e" })).toBe('one="a\\"b\\\\c\\nd",last="e"');
});
