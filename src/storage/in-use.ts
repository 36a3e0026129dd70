import type { Clock } from '../clock';
import type { Disk } from './disk';
import { errnoOf } from './storage-error';

// Scanners and indexers on Windows hold a fresh file open for some ms, and nobody may replace it meanwhile.
const PAUSES_MS = [20, 40, 80, 160, 320];
const IN_USE = ['EPERM', 'EBUSY', 'EACCES'];

/** True for an error with which Windows says that somebody has the file open; it passes. */
export const isInUse = ({ windows }: Disk, error: unknown): boolean =>
  windows && IN_USE.includes(errnoOf(error));

/** Does `change` to a name of the disk, on Windows again for about half a second while it is in use. */
export async function whenNotInUse(disk: Disk, clock: Clock, change: () => Promise<void>): Promise<void> {
  for (const ms of PAUSES_MS) {
    try {
      await change();
      return;
    } catch (error) {
      if (!isInUse(disk, error)) throw error;
      await new Promise<void>((resolve) => clock.after(ms, resolve));
    }
  }
  await change();
}
