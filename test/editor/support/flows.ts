import type { Route } from 'playwright-core';

export const TOKEN_URL = '**/netatmo-truetemp/token*';
export const ROOMS_URL = '**/netatmo-truetemp/*/rooms*';
export const STATE_URL = '**/netatmo-truetemp/*/diagnostics*';
export const FORGET_URL = '**/netatmo-truetemp/*/forget';
export const TEST_URL = '**/netatmo-truetemp/*/test';

export const HOME = { id: 'a'.repeat(24), name: 'Cottage' };

export const room = (id: string, name: string, measuredTemperature: number | null = 22.4): object => ({
  id,
  name,
  type: 'custom',
  measuredTemperature,
  setpointTemperature: 20,
  heatingPower: 0,
  reachable: measuredTemperature !== null,
  offset: null,
  readAt: '2026-01-12T10:00:00.000Z',
  batteryState: 'full',
});

export const homes = (...rooms: object[]): object => ({ homes: [{ ...HOME, rooms }] });

/** Answers a question for rooms with these. */
export const listing =
  (...rooms: object[]) =>
  (route: Route): Promise<void> =>
    route.fulfill({ json: homes(...rooms) });

/** Answers it with an error. */
export const failing =
  (status: number, code: string) =>
  (route: Route): Promise<void> =>
    route.fulfill({ status, json: { error: { code, message: 'Said by the test.' } } });

/** How an account does that is signed in and kept in a file; `more` says what is otherwise. */
export const state = (session: object = {}, more: object = {}, standing: object = {}): object => ({
  surroundings: { credentialSecret: 'set' },
  deployed: true,
  service: 'netatmo',
  keepSession: true,
  problem: null,
  account: {
    session: {
      ...{ state: 'signed-in', signedInAt: null, renewedAt: null, refused: null, paused: null },
      ...session,
    },
    keptIn: 'file',
    cloud: { state: 'reachable', since: null, code: null },
    ...standing,
  },
  ...more,
});

const account = (id: string, more: object = {}): object => ({
  id,
  type: 'netatmo-account',
  name: id,
  ...more,
});

const setNode = (id: string, more: object = {}): object => ({
  ...{ id, type: 'netatmo-set-truetemp', z: 'flow', name: '', account: 'cloud', x: 300, y: 200, wires: [[]] },
  ...more,
});

/** Two accounts that never signed in, and nodes that leave out what has a default. */
export const FLOWS: readonly object[] = [
  { id: 'flow', type: 'tab', label: 'Heating' },
  account('cloud'),
  account('other', { keepSession: false, limitPer10s: 7, homeId: HOME.id }),
  setNode('bare'),
  setNode('picked', { room: '11', roomType: 'room', roomLabel: 'Cottage › Study' }),
  setNode('typed', { room: 'Study', roomType: 'str', temperature: 'reading', tolerance: '0.2' }),
  {
    id: 'list',
    type: 'netatmo-get-rooms',
    z: 'flow',
    name: '',
    account: 'cloud',
    x: 300,
    y: 100,
    wires: [[]],
  },
];
