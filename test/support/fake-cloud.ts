import { mustHaveTimeToCorrect } from '../../src/cloud/client';
import type { Clock } from '../../src/clock';
import type {
  Cloud,
  CloudHome,
  HomeStatus,
  ModuleStatus,
  Purpose,
  RoomStatus,
  TrueTemperature,
  WeatherModule,
} from '../../src/cloud/cloud';
import type { Deadline } from '../../src/cloud/deadline';
import { NetatmoError } from '../../src/cloud/errors';

type Kind = 'homes' | 'status' | 'weather' | 'coaches' | 'correct';

/** What a call does instead of working. `applied` = a correction takes effect all the same. */
export interface Mishap {
  readonly error?: Error;
  readonly applied?: boolean;
  /** Before the first byte: the correction is refused without being sent. */
  readonly early?: boolean;
  /** Never answers by itself. */
  readonly hangs?: boolean;
}

export const HOME = '1'.repeat(24);
export const HOME_2 = '2'.repeat(24);
export const LIVING = '1111111111';
export const BATH = '2222222222';

export const home = (id: string, name: string, rooms: readonly (readonly [string, string])[]): CloudHome => ({
  id,
  name,
  timezone: 'Europe/Paris',
  rooms: rooms.map(([roomId, roomName]) => ({
    id: roomId,
    name: roomName,
    type: 'livingroom',
    offset: null,
    moduleIds: [],
  })),
  modules: rooms.map(([roomId]) => ({ id: `valve-${roomId}`, name: 'Valve', type: 'NRV', roomId })),
});

export const roomStatus = (id: string, more: Partial<RoomStatus> = {}): RoomStatus => ({
  id,
  reachable: true,
  measuredTemperature: 20,
  setpointTemperature: 19,
  setpointMode: 'schedule',
  setpointUntil: null,
  heatingPower: 0,
  openWindow: false,
  anticipating: false,
  cooling: false,
  ...more,
});

/**
 * A scripted cloud with an additive house: each accepted correction adds its difference to the room's offset, which
 * shows in the reading at once or with the next {@link FakeCloud.report}.
 */
export class FakeCloud implements Cloud {
  readonly calls: string[] = [];
  readonly sent: TrueTemperature[] = [];
  topology: readonly CloudHome[] = [
    home(HOME, 'Maison', [
      [LIVING, 'Living room'],
      [BATH, 'Bath'],
    ]),
  ];
  readonly rooms = new Map<string, RoomStatus>();
  moduleStatus: readonly ModuleStatus[] = [];
  weatherModules: readonly WeatherModule[] = [];
  coaches: readonly WeatherModule[] = [];
  relayOffline = false;
  /** Homes whose status fails each time, and how. */
  readonly broken = new Map<string, Mishap>();
  budget: 'plenty' | 'scarce' | 'none' = 'plenty';
  reflects: 'at once' | 'later' = 'at once';
  /** ms that each request takes. */
  latency = 0;
  readonly #clock: Clock;
  readonly #mishaps: { kind: Kind; mishap: Mishap }[] = [];
  readonly #pending = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
    for (const id of [LIVING, BATH]) this.rooms.set(id, roomStatus(id));
  }

  /** The next call of this kind fails so. Several are used up in order. */
  next(kind: Kind, mishap: Mishap): void {
    this.#mishaps.push({ kind, mishap });
  }

  set(id: string, more: Partial<RoomStatus>): void {
    this.rooms.set(id, { ...(this.rooms.get(id) ?? roomStatus(id)), ...more });
  }

  /** The valves report: offsets that were waiting show in the readings. */
  report(): void {
    for (const [id, offset] of this.#pending) this.#shift(id, offset);
    this.#pending.clear();
  }

  count(start: string): number {
    return this.calls.filter((call) => call.startsWith(start)).length;
  }

  budgetLeft(): 'plenty' | 'scarce' | 'none' {
    return this.budget;
  }

  homes(purpose: Purpose): Promise<readonly CloudHome[]> {
    return this.#answer('homes', `homes ${purpose}`, () => this.topology);
  }

  weather(purpose: Purpose): Promise<readonly WeatherModule[]> {
    return this.#answer('weather', `weather ${purpose}`, () => this.weatherModules);
  }

  homeCoaches(purpose: Purpose): Promise<readonly WeatherModule[]> {
    return this.#answer('coaches', `coaches ${purpose}`, () => this.coaches);
  }

  status(homeId: string, purpose: Purpose): Promise<HomeStatus> {
    return this.#answer('status', `status ${homeId} ${purpose}`, () => {
      const inHome = this.topology.find(({ id }) => id === homeId)?.rooms.map(({ id }) => id) ?? [];
      const rooms = this.relayOffline ? [] : [...this.rooms.values()].filter(({ id }) => inHome.includes(id));
      return { relayOffline: this.relayOffline, rooms, modules: this.moduleStatus };
    });
  }

  async correct(
    correction: TrueTemperature,
    deadline: Deadline,
    beforeSend: () => Promise<void>,
  ): Promise<void> {
    const mishap = this.#mishap('correct');
    if (mishap?.early && mishap.error) throw mishap.error;
    mustHaveTimeToCorrect(deadline);
    await beforeSend();
    mustHaveTimeToCorrect(deadline);
    this.calls.push(`correct ${correction.roomId}`);
    this.sent.push(correction);
    if (mishap?.applied ?? !mishap) this.#apply(correction);
    try {
      if (mishap?.hangs) await deadline.race(new Promise<never>(() => undefined));
      if (this.latency > 0) await deadline.sleep(this.latency);
    } catch {
      throw new NetatmoError('OUTCOME_UNKNOWN', 'No clear answer.');
    }
    if (mishap?.error) throw mishap.error;
  }

  async #answer<T>(kind: Kind, call: string, value: () => T): Promise<T> {
    this.calls.push(call);
    const mishap = this.#mishap(kind) ?? this.broken.get(call.split(' ')[1] ?? '');
    // What the cloud tells is what it knew when it was asked.
    const answer = value();
    if (mishap?.hangs) await new Promise<never>(() => undefined);
    if (this.latency > 0) await new Promise<void>((resolve) => this.#clock.after(this.latency, resolve));
    if (mishap?.error) throw mishap.error;
    return answer;
  }

  #mishap(kind: Kind): Mishap | undefined {
    const index = this.#mishaps.findIndex((planned) => planned.kind === kind);
    return index < 0 ? undefined : this.#mishaps.splice(index, 1)[0]?.mishap;
  }

  #apply({ roomId, current, corrected }: TrueTemperature): void {
    if (this.reflects === 'at once') this.#shift(roomId, corrected - current);
    else this.#pending.set(roomId, (this.#pending.get(roomId) ?? 0) + corrected - current);
  }

  #shift(id: string, by: number): void {
    const before = this.rooms.get(id)?.measuredTemperature;
    if (typeof before === 'number') this.set(id, { measuredTemperature: before + by });
  }
}

export const failure = (
  code: ConstructorParameters<typeof NetatmoError>[0],
  facts: ConstructorParameters<typeof NetatmoError>[2] = {},
): NetatmoError => new NetatmoError(code, `made to fail with ${code}`, facts);
