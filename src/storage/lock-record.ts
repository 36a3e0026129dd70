import * as v from 'valibot';
import type { ThisProcess } from './this-process';

const HOST_LENGTH = 300;

const lockRecord = v.object({
  /** Which taking of the lock this is, 16 hex digits. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  host: v.pipe(v.string(), v.maxLength(HOST_LENGTH)),
  /** Wall-clock ms when it was taken, by its holder's clock. */
  at: v.pipe(v.number(), v.minValue(0)),
});

/** Who has a lock. Its file holds this in its first line; each sign of life adds a byte behind it. */
export type LockRecord = Readonly<v.InferOutput<typeof lockRecord>>;

/** More than any lock file holds, bytes. */
export const LOCK_BYTES = 1_024;

export const encodeLock = (record: LockRecord): Buffer =>
  Buffer.from(`${JSON.stringify({ ...record, host: record.host.slice(0, HOST_LENGTH) })}\n`, 'utf8');

/** The record in a lock file; undefined when there is none, or not yet. */
export function decodeLock(text: string): LockRecord | undefined {
  try {
    const parsed = v.safeParse(lockRecord, JSON.parse(text.split('\n', 1)[0] ?? ''));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** How often a holder gives a sign of life, ms. */
export const BEAT_MS = 4_000;
/** A lock without a sign of life for this long has no holder any more, ms. */
const STALE_MS = 30_000;
/** A holder that lives shows it within this time, even when its machine is busy, ms. */
export const HEARD_WITHIN_MS = 10_000;

/**
 * Whether a lock that this process does not hold was left behind: by a process that is gone, or by one that
 * gives no sign of life. That a lock is old by the clock is not enough, because clocks are set and differ between
 * machines; it must have been silent for a moment, too.
 * @param lock undefined when the file does not tell, or is no file
 * @param silentMs for how long it has been watched without a sign of life, ms of a clock that never jumps
 * @param now wall-clock ms
 */
export function isLeftOver(
  lock: LockRecord | undefined,
  silentMs: number,
  now: number,
  { pid, host, held, isAlive }: ThisProcess,
): boolean {
  if (silentMs >= STALE_MS) return true;
  if (!lock || held.has(lock.id)) return false;
  // A container gives its one process the same id at each start.
  if (lock.host === host && (lock.pid === pid || !isAlive(lock.pid))) return true;
  return silentMs >= HEARD_WITHIN_MS && now - lock.at >= STALE_MS;
}
