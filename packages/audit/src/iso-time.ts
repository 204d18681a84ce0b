const dayMs = 86_400_000;

/**
 * `2026-11-22T01:12:09.000Z` for epoch milliseconds.
 *
 * @see Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`
 */
export function isoTime(ms: number): string {
  const whole = Math.floor(ms);
  if (whole !== last.ms) last = { ms: whole, text: format(whole) };
  return last.text;
}

/** Many records are written in one millisecond. */
let last = { ms: 0, text: format(0) };

function format(whole: number): string {
  const days = Math.floor(whole / dayMs);
  const { year, month, day } = civilDate(days);
  const rest = whole - days * dayMs;
  const hours = pad(Math.floor(rest / 3_600_000), 2);
  const minutes = pad(Math.floor(rest / 60_000) % 60, 2);
  const seconds = pad(Math.floor(rest / 1000) % 60, 2);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${hours}:${minutes}:${seconds}.${pad(rest % 1000, 3)}Z`;
}

/** The date that lies `days` after 1970-01-01 in the Gregorian calendar; years count from March inside. */
function civilDate(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
