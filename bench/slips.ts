import { spreadOf } from './scale';
import { BARE_LOAD } from './loading';
import { growthPerMessage } from './memory';
import type { Results, Run } from './results';
import { totalOf } from './size';
import { round } from './support/figures';

/** A figure beside that of the last release. */
export interface Comparison {
  readonly what: string;
  readonly before: number;
  readonly now: number;
  /** `now` ÷ `before`; null where that says nothing. */
  readonly factor: number | null;
  readonly isSlip: boolean;
}

/** A time or a size that has grown by more than this is a slip. */
export const MOST = 1.3;
/** Bytes per message: what a heap of some 60 MB moves by itself over 100,000 messages. */
export const FLAT = 10;

/** One figure of a run; times are ratios within the run, so that those of two machines may be compared. */
interface Figure {
  readonly what: string;
  readonly value: number;
  /** How much it may have grown: `exact` for counts, which are the same on every machine. */
  readonly may: 'exact' | 'ratio' | 'flat';
}

/** Every figure of both runs, side by side. */
export function compare(before: Run, now: Run): Comparison[] {
  const old = new Map(figuresOf(before.results).map((figure) => [figure.what, figure.value]));
  return figuresOf(now.results).flatMap(({ what, value, may }) => {
    const was = old.get(what);
    if (was === undefined) return [];
    const factor = may === 'flat' || was === 0 ? null : round(value / was);
    return [{ what, before: was, now: value, factor, isSlip: isSlip(may, was, value) }];
  });
}

function isSlip(may: Figure['may'], before: number, now: number): boolean {
  if (may === 'exact') return now !== before;
  if (may === 'flat') return now > FLAT;
  return now > before * MOST;
}

function figuresOf(results: Partial<Results>): Figure[] {
  const { operations = [], messages, memory, loading = [], size, rooms, accounts, many, day = [] } = results;
  const figures: Figure[] = [];
  const add = (may: Figure['may'], what: string, value: number | undefined): void => {
    if (value !== undefined) figures.push({ what, value: round(value), may });
  };
  for (const { name, requests, ratio } of operations) {
    add('exact', `requests: ${name}`, requests);
    add('ratio', `time ÷ bare undici: ${name}`, ratio);
  }
  for (const { name, requests, signIns, rejections } of day) {
    add('exact', `requests in a day: ${name}`, requests);
    add('exact', `sign-ins in a day: ${name}`, signIns);
    add('exact', `rejections in a day: ${name}`, rejections);
  }
  add('ratio', 'a message ÷ an empty function node', messages?.ratio);
  add('flat', 'heap growth, bytes per message', memory && growthPerMessage(memory));
  const bare = loading.find(({ name }) => name === BARE_LOAD);
  for (const { name, files, processorMs, heapMB } of loading) {
    if (!bare || name === BARE_LOAD) continue;
    add('exact', `files loaded: ${name}`, files);
    add('ratio', `load time ÷ undici: ${name}`, processorMs / bare.processorMs);
    add('ratio', `load memory ÷ undici: ${name}`, heapMB / bare.heapMB);
  }
  add('ratio', 'installed size, MB', size && totalOf(size));
  add('ratio', 'a message with 1,000 rooms ÷ with 10', rooms && spreadOf(rooms));
  add('ratio', 'a message with 1,000 accounts ÷ with 10', accounts && spreadOf(accounts));
  add('exact', 'requests per account for a list of all homes', many?.requestsPerAccount);
  add('ratio', 'memory per account, KB', many?.kilobytesPerAccount);
  return figures;
}
