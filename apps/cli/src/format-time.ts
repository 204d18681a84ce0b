const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A span as people say it: `in 3 h`, `2 d ago`, `in 40 s`. */
export function formatRelative(timeMs: number, nowMs: number): string {
  const span = formatDuration(Math.abs(timeMs - nowMs));
  return timeMs >= nowMs ? `in ${span}` : `${span} ago`;
}

/** A duration in its largest unit, rounded: `45 s`, `12 min`, `5 h`, `30 d`. */
export function formatDuration(ms: number): string {
  if (ms < minuteMs) return `${Math.floor(ms / 1000)} s`;
  if (ms < hourMs) return `${Math.round(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.round(ms / dayMs)} d`;
}

const units: Readonly<Record<string, number>> = { s: 1000, m: minuteMs, h: hourMs, d: dayMs };

/** Reads `90s`, `15m`, `2h`, `30d`; undefined for anything else or zero. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  const unit = match?.[2] === undefined ? undefined : units[match[2]];
  const count = Number(match?.[1]);
  return unit === undefined || count === 0 ? undefined : count * unit;
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
