import type { DayFigures } from './day/home';
import { measureDay } from './day';
import { measureLoading, type LoadFigures } from './loading';
import { measureMemory, type MemoryPoint } from './memory';
import { measureMessages, type MessageFigures } from './messages';
import { measureOperations, type OperationFigures } from './operations';
import { measureAccounts, measureMany, measureRooms, type ManyFigures, type ScalePoint } from './scale';
import { measureSize, type SizeFigures } from './size';
import type { Machine } from './support/machine';

/** What is measured, by part. */
export interface Results {
  readonly operations: readonly OperationFigures[];
  readonly messages: MessageFigures;
  readonly memory: readonly MemoryPoint[];
  readonly loading: readonly LoadFigures[];
  readonly size: readonly SizeFigures[];
  readonly rooms: readonly ScalePoint[];
  readonly accounts: readonly ScalePoint[];
  readonly many: ManyFigures;
  readonly day: readonly DayFigures[];
}

export type Part = keyof Results;

/** A run as it is written down. */
export interface Run {
  readonly version: string;
  readonly machine: Machine;
  readonly results: Partial<Results>;
}

/** A run of all parts. */
export type FullRun = Run & { readonly results: Results };

const OPERATION_ROUNDS = 12;

export const PARTS: { readonly [P in Part]: () => Results[P] | Promise<Results[P]> } = {
  operations: () => measureOperations(OPERATION_ROUNDS),
  messages: measureMessages,
  memory: measureMemory,
  loading: measureLoading,
  size: measureSize,
  rooms: measureRooms,
  accounts: measureAccounts,
  many: () => measureMany(),
  day: measureDay,
};

export const isPart = (name: string): name is Part => name in PARTS;

export const isFull = (run: Run): run is FullRun => Object.keys(PARTS).every((part) => part in run.results);
