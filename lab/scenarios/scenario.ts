import type { RoomSetup, SimulatorOptions } from '../../src/simulator';
import { GOOD_SENSOR, type SensorTraits } from '../sensor';

/** A winter that every policy has to live through. */
export interface Scenario {
  readonly id: string;
  /** In words, for a table. */
  readonly what: string;
  /** In sentences, for somebody who heats a home. */
  readonly story: string;
  /** How the house, its valve and the cloud differ from the first scenario. */
  readonly house: Omit<SimulatorOptions, 'clock' | 'seed' | 'homes'>;
  readonly room: Partial<RoomSetup>;
  readonly sensor: SensorTraits;
  /** Whether the cloud tells the room's `offset`. */
  readonly reportsOffset: boolean;
  /** What starts anew each night at three, and whether it knows then what it knew. */
  readonly restarts: 'never' | 'nightly' | 'forgetful';
  /** Whether sensor and valve fail now and then, see {@link planTroubles}. */
  readonly hasTroubles: boolean;
  /** Whether a correction does anything at all. */
  readonly hasEffect: boolean;
}

/** What a scenario may say of itself. */
export type Peculiar = Partial<Omit<Scenario, 'id' | 'what' | 'story' | 'sensor'>> & {
  readonly sensor?: Partial<SensorTraits>;
};

export const scenario = (
  id: string,
  what: string,
  story: string,
  { sensor, ...peculiar }: Peculiar = {},
): Scenario => ({
  id,
  what,
  story,
  house: {},
  room: {},
  sensor: { ...GOOD_SENSOR, ...sensor },
  reportsOffset: true,
  restarts: 'never',
  hasTroubles: false,
  hasEffect: true,
  ...peculiar,
});
