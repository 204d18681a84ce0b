/** Days as they are written in a policy file. */
export const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
/** One of {@link weekdays}. */
export type Weekday = (typeof weekdays)[number];

/** A part of the week in one time zone. `to` is exclusive; when it is not after `from` the span runs past midnight. */
export interface Hours {
  /** `HH:MM`. */
  readonly from: string;
  readonly to: string;
  /** On which days the span begins; every day without it. */
  readonly days?: readonly Weekday[];
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Whether a moment (epoch milliseconds) lies in the span, by the wall clock of its time zone. */
export function isWithinHours(hours: Hours, now: number): boolean {
  const { day, time } = wallClock(now, hours.timeZone);
  const overnight = hours.to <= hours.from;
  if (overnight && time < hours.to) return begins(hours, previousDay(day));
  const inside = time >= hours.from && (overnight || time < hours.to);
  return inside && begins(hours, day);
}

function begins(hours: Hours, day: Weekday): boolean {
  return hours.days === undefined || hours.days.includes(day);
}

function previousDay(day: Weekday): Weekday {
  return weekdays.at(weekdays.indexOf(day) - 1) ?? day;
}

function wallClock(now: number, timeZone: string): { day: Weekday; time: string } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  const name = part("weekday").toLowerCase();
  const day = weekdays.find((one) => one === name) ?? "mon";
  return { day, time: `${part("hour")}:${part("minute")}` };
}
