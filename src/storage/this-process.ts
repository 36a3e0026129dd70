import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** This process, as it signs its locks; tests let several live in one. */
export interface ThisProcess {
  readonly pid: number;
  /** Where `pid` has a meaning. */
  readonly host: string;
  /** The ids of the locks that it has taken and not given back. */
  readonly held: Set<string>;
  /** Whether there is a process with this id on {@link ThisProcess.host}. */
  readonly isAlive: (pid: number) => boolean;
}

/** The host's name and, on Linux, which process ids it counts: containers may share the name, but not the ids. */
function whereIdsCount(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function isAlive(pid: number): boolean {
  try {
    // Sends nothing; only asks.
    return process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process is there too (EPERM).
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** The process that runs this. */
export const thisProcess: ThisProcess = {
  pid: process.pid,
  host: whereIdsCount(),
  held: new Set(),
  isAlive,
};
