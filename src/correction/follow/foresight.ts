import * as v from 'valibot';
import { notInFuture, DAY_MINUTES, MINUTE } from '../../clock';
import { toHundredths } from '../celsius';

/** A day is learned by the half hour; the first one begins at three, when nobody wants to be warm. */
const SLOTS = 48;
const SLOT_MINUTES = 30;
const DAY_BEGINS = 3 * 60;

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Wall-clock ms. */
const time = finite;
/** By the half hour from three on, 0.01 °C; null where nothing is known. */
const slots = v.pipe(v.array(v.nullable(v.pipe(v.number(), v.integer()))), v.length(SLOTS));

const learned = v.object({
  setpoints: slots,
  /** How much further off the valve is than on the mean of the warm hours. */
  shape: slots,
  /** How far off it was today, if nothing had been corrected since three. */
  today: slots,
  /** The sum of today's corrections, °C. */
  sent: finite,
  /** Days learned, and how many of them in a row were foreseen worse than by no change at all. */
  days: count,
  misses: count,
  /** How far off the valve is on the mean of the warm hours, with all corrections, °C; null before the first of them. */
  level: v.nullable(finite),
  /** Of the looks at a heating valve, the share in which it held its reading at the setpoint, 0–1. */
  holds: finite,
  /** How often in a row a correction under half a degree had no effect. */
  ignored: count,
  /** How many looks in a row met another valve, room or sensor than the learned one. */
  strange: count,
  /** The half hour under way, and what has been seen in it, °C. */
  slot: v.object({ index: count, sum: finite, looks: count }),
  at: time,
  setpoint: finite,
  /** When the room will have warmed up. */
  calmFrom: time,
  /** What the valve reported last, and what the sensor said when that was new. */
  report: v.object({ reading: finite, power: v.nullable(finite), sensor: finite, at: time }),
  /** A correction whose effect has not been looked at yet. */
  pending: v.nullable(v.object({ at: time, step: finite, level: finite })),
});

/** What is learned of a room's days. */
export type Learned = Readonly<v.InferOutput<typeof learned>>;

/** The schema, for the follow state that it is part of. */
export const storedLearned = learned;

/** A look at a room, for what there is to learn and to foresee. °C. */
export interface Sight {
  /** Wall-clock ms. */
  readonly now: number;
  /** Local minutes since midnight. */
  readonly minutesOfDay: number;
  readonly sensor: number;
  readonly reading: number;
  readonly setpoint: number;
  /** When the setpoint ends, wall-clock ms; null when the cloud does not tell. */
  readonly setpointUntil: number | null;
  /** 0–100; null when the cloud does not tell. */
  readonly power: number | null;
  /** A window is open or has been lately. */
  readonly isAired: boolean;
  /** ms since the room's last correction; Infinity without one. */
  readonly elapsedMs: number;
}

/** What decides whether a valve that is off is corrected. */
export type Plan =
  /** The rules alone: the day is not known yet, or not to be foreseen. */
  | { readonly by: 'rules' }
  /** The same, but only what is far off: nobody wants to be warm. */
  | { readonly by: 'rest' }
  /** Nothing: before a correction has moved the room, its setpoint will be another. */
  | { readonly by: 'change' }
  /** What the valve will be off by in the next hours, °C. */
  | { readonly by: 'foresight'; readonly difference: number; readonly expects: Expectation };

/** What comes in the next hours, if nothing is corrected any more. */
export interface Expectation {
  /** The room on their mean, °C. */
  readonly temperature: number;
  /** Wall-clock ms until which the valve is right enough. */
  readonly until: number;
}

/** From a rise of the setpoint on a room is left this time to warm up, for each degree and at most. */
const WARM_UP = { perDegree: 60 * MINUTE, most: 150 * MINUTE };
const RISE = 0.25;
/** A correction has this time to move the room before the valve is judged again. */
const CORRECTION_TAKES = 45 * MINUTE;
const EFFECT_TAKES = 75 * MINUTE;
/** A valve that shows no new report for so long after a correction may well have nothing new to report. */
const REPORT_TAKES = 180 * MINUTE;
/** A report is of now while it is so new, or while the sensor says nearly what it said when it was. */
const REPORT_AGE = 15 * MINUTE;
const STILL = 0.15;
/** How fast the level follows what is seen, and the longest time that one look stands for. */
const LEVEL_FOLLOWS = 45 * MINUTE;
const LONGEST_LOOK = 30 * MINUTE;
/** A room that nobody looked at for so long is learned anew. */
const FORGOTTEN_AFTER = 7 * DAY_MINUTES * MINUTE;
/** So far from what is known, °C, for so many looks in a row, it is another valve, room or sensor. */
const STRANGE = { by: 1.5, looks: 12 };
/** What one day counts beside all before it: the first ones more, and never less than this. */
const FIRST_DAYS = 0.7;
const DAY_COUNTS = 0.35;
/** A day with fewer half hours teaches nothing. */
const LEAST_SLOTS = 6;
const LEAST_LOOKS = 2;
/** A half hour further from the mean than this is not the radiator’s, °C. */
const MOST_SHAPE = 0.8;
/** Nor are days with a wider spread: the sun on the sensor, say. Foreseeing them would follow a sensor that lies. */
const MOST_SPREAD = 1.2;
/** A day foreseen worse than by no change at all, by more than the noise, °C, is missed; after two the rules hold. */
const MISSED_BY = 0.05;
const MOST_MISSES = 2;
/** From here on a valve is one that holds its reading: only of such a one it is known what it believes while it heats. */
const HOLDS = 0.3;
const LOOK_COUNTS = 0.01;
/** The reading is rounded to half degrees, so a valve that modulates is where it wants to be, or this near. */
const ROUNDED_BY = 0.25;
/** The hours that a correction is for, minutes from now. */
const AHEAD = { from: 15, to: 240, every: 15 };
/** Hours with another setpoint are another matter, °C. */
const SAME_SETPOINT = 0.6;
/** Minutes within which a setpoint ends too soon for a correction of now to move the room. */
const SOON = [15, 30, 45];
/** What a cloud does not ignore, °C. */
const HALF = 0.5;
const IGNORED = 2;

const NOTHING_KNOWN: readonly null[] = Array.from({ length: SLOTS }, () => null);

const slotOf = (minutesOfDay: number): number =>
  Math.floor(((minutesOfDay - DAY_BEGINS + DAY_MINUTES) % DAY_MINUTES) / SLOT_MINUTES);
const known = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value) => value !== null);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const within = (value: number, most: number): number => Math.max(-most, Math.min(most, value));
const celsius = (hundredths: number): number => hundredths / 100;
const hundredths = (temperature: number): number => Math.round(temperature * 100) + 0;

const unknownRoom = ({ now, minutesOfDay, sensor, reading, setpoint, power }: Sight): Learned => ({
  ...{ setpoints: [...NOTHING_KNOWN], shape: [...NOTHING_KNOWN], today: [...NOTHING_KNOWN] },
  ...{ sent: 0, days: 0, misses: 0, level: null, holds: 0, ignored: 0, strange: 0 },
  slot: { index: slotOf(minutesOfDay), sum: 0, looks: 0 },
  ...{ at: now, setpoint, calmFrom: now },
  report: { reading, power, sensor, at: now },
  pending: null,
});

/**
 * What is known once a room has been looked at.
 *
 * While it heats, a valve that modulates holds what it believes at the setpoint. How far it is off is then what the sensor
 * says beside that: to a tenth, however coarse its reading. How that goes through the day comes again tomorrow.
 */
export const learn = (before: Learned | null, sight: Sight): Learned => {
  const { now, setpoint, sensor, reading, power } = sight;
  if (!before || now - before.at > FORGOTTEN_AFTER) return unknownRoom(sight);
  const rise = setpoint - before.setpoint;
  const warmUp = Math.min(WARM_UP.most, rise * WARM_UP.perDegree);
  const isNew = reading !== before.report.reading || power !== before.report.power;
  const current = inSlot(before, slotOf(sight.minutesOfDay));
  const heats = power !== null && power > 0;
  return seen(
    {
      ...current,
      ...{ setpoint, at: now },
      calmFrom: rise > RISE ? now + warmUp : before.calmFrom,
      report: isNew ? { reading, power, sensor, at: now } : before.report,
      holds: heats ? before.holds + ((isHeld(sight) ? 1 : 0) - before.holds) * LOOK_COUNTS : before.holds,
    },
    sight,
    Math.min(LONGEST_LOOK, now - before.at),
  );
};

/** Ends the half hour before, and the day at three. */
const inSlot = (before: Learned, index: number): Learned => {
  const { slot } = before;
  if (slot.index === index) return before;
  const setpoints = before.setpoints.with(slot.index, hundredths(before.setpoint));
  const today =
    slot.looks >= LEAST_LOOKS
      ? before.today.with(slot.index, hundredths(slot.sum / slot.looks))
      : before.today;
  const after = { ...before, setpoints, today, slot: { index, sum: 0, looks: 0 } };
  return index < slot.index ? afterDay(after) : after;
};

/** What a day has taught. */
const afterDay = (before: Learned): Learned => {
  const { shape, today, level } = before;
  const over = { ...before, today: [...NOTHING_KNOWN], sent: 0 };
  const all = known(today);
  if (all.length < LEAST_SLOTS) return over;
  const pairs = today.flatMap((value, index) => {
    const foreseen = shape[index] ?? null;
    return value === null || foreseen === null ? [] : [{ value, foreseen }];
  });
  const isCompared = pairs.length >= LEAST_SLOTS;
  const base = isCompared ? mean(pairs.map(({ value, foreseen }) => value - foreseen)) : mean(all);
  const bent = mean(pairs.map(({ value, foreseen }) => Math.abs(value - base - foreseen)));
  const flat = mean(all.map((value) => Math.abs(value - mean(all))));
  const isMissed = isCompared && bent > flat + hundredths(MISSED_BY);
  const days = before.days + 1;
  const weight = Math.max(DAY_COUNTS, FIRST_DAYS / days);
  const bending = shape.map((foreseen, index) => {
    const value = today[index] ?? null;
    if (value === null) return foreseen;
    const old = foreseen ?? 0;
    return within(old + (value - base - old) * weight, hundredths(MOST_SHAPE));
  });
  const middle = mean(known(bending));
  return {
    ...over,
    ...{ days, misses: isMissed ? before.misses + 1 : isCompared ? 0 : before.misses },
    shape: bending.map((value) => (value === null ? null : Math.round(value - middle) + 0)),
    level: level === null ? null : toHundredths(level + celsius(middle)),
  };
};

/** What this look tells of how far the valve is off, where it tells something. */
const seen = (before: Learned, sight: Sight, ms: number): Learned => {
  const { level, slot, pending, sent } = before;
  if (!tells(before, sight)) return before;
  const foreseen = celsius(before.shape[slot.index] ?? 0);
  const off = believed(sight) - sight.sensor;
  const now = off - foreseen;
  if (level !== null && Math.abs(now - level) > STRANGE.by) {
    const strange = before.strange + 1;
    // What is learned of it has to be borne out by a day first.
    return strange >= STRANGE.looks ? { ...unknownRoom(sight), misses: MOST_MISSES } : { ...before, strange };
  }
  const after = {
    ...before,
    strange: 0,
    slot: { ...slot, sum: slot.sum + off - sent, looks: slot.looks + 1 },
    level: level === null ? now : level + (now - level) * (1 - Math.exp(-ms / LEVEL_FOLLOWS)),
  };
  return pending && sight.now - pending.at >= EFFECT_TAKES ? judged(after, pending, now) : after;
};

const tells = (
  { setpoints, calmFrom, report }: Learned,
  { now, sensor, setpoint, power, isAired, elapsedMs }: Sight,
): boolean => {
  const isReported = report.at > now - elapsedMs || elapsedMs > REPORT_TAKES;
  const isOfNow = now - report.at <= REPORT_AGE || Math.abs(sensor - report.sensor) <= STILL;
  // Too warm with a shut valve: whatever it believes, it can do no more.
  const isIdle = power === 0 && sensor > setpoint;
  const isCalm = now >= calmFrom && !isAired && elapsedMs >= CORRECTION_TAKES;
  return isWarm(setpoints, setpoint) && isCalm && isReported && isOfNow && !isIdle;
};

/** Whether this is a setpoint of the warmer half of the day. */
const isWarm = (setpoints: Learned['setpoints'], setpoint: number): boolean => {
  const all = [...known(setpoints), hundredths(setpoint)];
  return setpoint >= celsius((Math.min(...all) + Math.max(...all)) / 2);
};

const isPartOpen = ({ power }: Sight): boolean => power !== null && power > 0 && power < 100;

const believed = (sight: Sight): number => {
  const { reading, setpoint } = sight;
  return isPartOpen(sight) ? reading + within(setpoint - reading, ROUNDED_BY) : reading;
};

/** It is neither open nor shut, and reads what it wants to. Two valves in a room do not: their reading is a mean. */
const isHeld = (sight: Sight): boolean => isPartOpen(sight) && believed(sight) === sight.setpoint;

/** Whether a correction has done what it should. One that has not is not counted, and half a degree is tried instead. */
const judged = (before: Learned, { step, level }: NonNullable<Learned['pending']>, now: number): Learned => {
  const isWithout = Math.abs(now - level) < Math.abs(now - level - step) - 0.1;
  const isSmall = Math.abs(step) < HALF - 0.005;
  const ignored = isWithout ? before.ignored + 1 : Math.max(0, before.ignored - 1);
  return {
    ...before,
    ignored: isSmall ? ignored : before.ignored,
    sent: isWithout ? toHundredths(before.sent - step) : before.sent,
    pending: null,
  };
};

/** How a room is to be corrected. @param tolerance °C */
export const planFor = (learned: Learned | null, sight: Sight, tolerance: number): Plan => {
  if (endsSoon(learned, sight)) return { by: 'change' };
  if (!learned) return { by: 'rules' };
  const { shape, setpoints, days, misses, level, holds } = learned;
  const all = known(shape);
  const spread = celsius(Math.max(...all) - Math.min(...all));
  const isForeseeable = days > 0 && misses < MOST_MISSES && holds > HOLDS && !(spread > MOST_SPREAD);
  if (level === null || !isForeseeable) return { by: 'rules' };
  if (!isWarm(setpoints, sight.setpoint)) return { by: 'rest' };
  const ahead = offAhead(learned, sight);
  const off = level + (ahead.length > 0 ? mean(ahead.map((each) => each.off)) : 0);
  const wanted =
    Math.abs(off) > tolerance && learned.ignored >= IGNORED ? Math.max(Math.abs(off), HALF) : Math.abs(off);
  const end = ahead.find((each) => Math.abs(level + each.off - off) > tolerance) ?? ahead.at(-1);
  return {
    by: 'foresight',
    difference: -Math.sign(off) * wanted,
    expects: {
      temperature: toHundredths(sight.setpoint - off),
      until: sight.now + (end?.minutes ?? AHEAD.from) * MINUTE,
    },
  };
};

/** Whether the setpoint is about to be another: by the cloud's own word, or by what it was at this time of the day. */
const endsSoon = (
  learned: Learned | null,
  { now, minutesOfDay, setpoint, setpointUntil }: Sight,
): boolean => {
  const left = setpointUntil === null ? -1 : setpointUntil - now;
  if (left > 0 && left <= CORRECTION_TAKES) return true;
  const isAsKnown = (minutes: number): boolean => {
    const then = learned?.setpoints[slotOf((minutesOfDay + minutes) % DAY_MINUTES)] ?? null;
    return then === null || isAlike(celsius(then), setpoint);
  };
  // A day unlike the one before tells nothing of what comes.
  return isAsKnown(0) && !SOON.every(isAsKnown);
};

const isAlike = (setpoint: number, other: number): boolean => Math.abs(setpoint - other) <= SAME_SETPOINT;

/** How much further off the valve will be than on the mean, in those of the next hours that are known and as warm. */
const offAhead = (
  { shape, setpoints, calmFrom }: Learned,
  { now, minutesOfDay, setpoint }: Sight,
): readonly { readonly minutes: number; readonly off: number }[] => {
  const ahead = [];
  for (let minutes = AHEAD.from; minutes <= AHEAD.to; minutes += AHEAD.every) {
    const index = slotOf((minutesOfDay + minutes) % DAY_MINUTES);
    const [off, wanted] = [shape[index] ?? null, setpoints[index] ?? null];
    if (
      off !== null &&
      wanted !== null &&
      isAlike(celsius(wanted), setpoint) &&
      now + minutes * MINUTE >= calmFrom
    )
      ahead.push({ minutes, off: celsius(off) });
  }
  return ahead;
};

/** What is known once a correction of the room is sent. @param step °C @param at wall-clock ms */
export const learnCorrection = (before: Learned, step: number, at: number): Learned => {
  const { level, sent } = before;
  return {
    ...before,
    sent: toHundredths(sent + step),
    level: level === null ? null : level + step,
    pending: level === null ? null : { at, step, level },
  };
};

/** Whether none of its times is one that must not be, as nearly always. */
export const hasPassed = ({ at, calmFrom, report, pending }: Learned, now: number): boolean =>
  Math.max(at, report.at, pending?.at ?? at, calmFrom - WARM_UP.most) <= now;

/** The same with times that have passed, where the clock was set back. */
export const pastLearned = (before: Learned, now: number): Learned => ({
  ...before,
  at: notInFuture(before.at, now),
  calmFrom: Math.min(before.calmFrom, now + WARM_UP.most),
  report: { ...before.report, at: notInFuture(before.report.at, now) },
  pending: before.pending && { ...before.pending, at: notInFuture(before.pending.at, now) },
});
