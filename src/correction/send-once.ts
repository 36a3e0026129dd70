import type { Cloud } from '../cloud/cloud';
import type { Deadline } from '../cloud/deadline';
import { isCode, NetatmoError, outcomeUnknown } from '../cloud/errors';
import type { Homes } from '../home/homes';
import type { LocatedRoom } from '../home/match';
import { measuredIn } from './decide';
import type { Outgoing, RoomMemory } from './room-memory';
import type { RoomStates } from './room-state';

/** A message whose correction may be under way. */
export interface Sending {
  readonly place: LocatedRoom;
  readonly deadline: Deadline;
  /** Bytes may have left and no clear answer has come. */
  onTheWire: boolean;
}

export interface SendDeps {
  readonly cloud: Cloud;
  readonly homes: Homes;
  readonly states: RoomStates;
}

/**
 * Sends one correction, never twice. It is written down and made durable before its first byte, so that a crash in
 * between cannot lead to a second one, and taken back only when the cloud clearly refused it. Resolves when the cloud
 * accepted it, or when reading back shows that it did.
 * @throws TIMEOUT with too little time left, OUTCOME_UNKNOWN, or the cloud's refusal
 */
export const sendCorrection = async (
  deps: SendDeps,
  message: Sending,
  memory: RoomMemory,
  outgoing: Outgoing,
): Promise<void> => {
  const { cloud, homes, states } = deps;
  const { deadline, place } = message;
  let takeBack = (): void => undefined;
  const writeAhead = async (): Promise<void> => {
    takeBack = memory.record(outgoing);
    await states.save();
    message.onTheWire = true;
  };
  const { measured: current, corrected } = outgoing;
  try {
    await cloud.correct(
      { homeId: place.home.id, roomId: place.room.id, current, corrected },
      deadline,
      writeAhead,
    );
    memory.tried(true);
    homes.corrected();
  } catch (error) {
    if (isRefusal(error, message.onTheWire)) {
      message.onTheWire = false;
      memory.tried(false);
      takeBack();
      void states.save();
      throw error;
    }
    memory.tried(true);
    homes.corrected();
    if (!(await showsInReading(homes, message, memory, outgoing))) throw outcomeUnknown(error);
  }
};

/** Our own failures after the first byte prove nothing about what the cloud did. */
const isRefusal = (error: unknown, onTheWire: boolean): boolean =>
  error instanceof NetatmoError ? !isCode(error, 'OUTCOME_UNKNOWN') : !onTheWire;

/** Reads the room once. Only a reading that moved proves something: one that did not may just be late. */
const showsInReading = async (
  homes: Homes,
  { deadline, place }: Sending,
  memory: RoomMemory,
  outgoing: Outgoing,
): Promise<boolean> => {
  if (outgoing.corrected === outgoing.measured) return false;
  try {
    const fresh = { maxAge: 0, startedAfter: memory.lastCorrection() };
    const { value } = await deadline.race(homes.reading(place.home.id, fresh));
    const status = value.rooms.find(({ id }) => id === place.room.id);
    const measured = measuredIn({ name: place.room.name, relayOffline: value.relayOffline, status });
    if (measured !== null) memory.see(measured);
    return memory.state.last?.settled === true;
  } catch (error) {
    // A closed node says so; any other failure to read back leaves the outcome unknown.
    if (isCode(error, 'CLOSED')) throw error;
    return false;
  }
};
