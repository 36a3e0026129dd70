import assert from 'node:assert/strict';
import type { AccountEvent } from '../../src/account/events';
import { Monitor, tagger } from '../../src/account/monitor';
import { NetatmoError } from '../../src/cloud/errors';
import type { OutcomeEvent } from '../../src/correction/corrector';
import { VIRTUAL_START, VirtualClock } from '../support/virtual-clock';

const DECIDED: OutcomeEvent = {
  homeId: 'h',
  roomId: 'r',
  outcome: 'corrected',
  changed: true,
  correction: 0.5,
};

describe('what is watched of an account', () => {
  let told: AccountEvent[];
  let monitor: Monitor;
  beforeEach(() => {
    told = [];
    const tag = (id: string): string => `tag of ${id}`;
    monitor = new Monitor({ clock: new VirtualClock(), tag, onEvent: (event) => told.push(event) });
  });

  it('is counted', () => {
    monitor.requested();
    monitor.sessionChanged({ event: 'login.start' });
    monitor.sessionChanged({ event: 'token.refresh', outcome: 'dead' });
    monitor.sessionChanged({ event: 'token.refresh', outcome: 'renewed' });
    monitor.decided(DECIDED);
    monitor.decided({ ...DECIDED, outcome: 'settling', changed: false, correction: null });
    for (let i = 0; i < 2; i += 1) monitor.failed('list', new NetatmoError('NETWORK', ''));
    assert.deepEqual(monitor.counters, {
      ...{ requests: 1, signIns: 1, renewals: 1, corrections: 1, failures: { NETWORK: 2 } },
    });
  });

  it('tells decisions by the tag of their room, and nothing of what came between two looks', () => {
    monitor.decided(DECIDED);
    monitor.decided({ ...DECIDED, outcome: 'interval', changed: false, correction: null });
    monitor.decided({
      homeId: null,
      roomId: null,
      outcome: 'ROOM_NOT_FOUND',
      changed: false,
      correction: null,
    });
    const event = 'write.truetemperature';
    assert.deepEqual(told, [
      { event, outcome: 'corrected', changed: true, correction: 0.5, room: 'tag of h r' },
      { event, outcome: 'ROOM_NOT_FOUND', changed: false, correction: null, room: null },
    ]);
  });

  it('tells that no password is sent as the pause that it is, once', () => {
    monitor.sessionChanged({ event: 'login.paused', waitMs: 60_000 });
    assert.deepEqual(
      told.map(({ event }) => event),
      ['throttle.start'],
    );
  });

  it('remembers how the last ten ended, each once', () => {
    monitor.decided(DECIDED);
    monitor.done('correction');
    monitor.decided({ ...DECIDED, outcome: 'NETWORK', changed: false, correction: null });
    monitor.failed('correction', new NetatmoError('NETWORK', ''));
    monitor.failed('list', new Error('ours'));
    const ends = [
      { at: VIRTUAL_START, what: 'correction', outcome: 'corrected' },
      { at: VIRTUAL_START, what: 'correction', outcome: 'NETWORK' },
    ] as const;
    assert.deepEqual(monitor.outcomes, ends);
    for (let i = 0; i < 9; i += 1) monitor.done('list');
    assert.deepEqual(monitor.outcomes[0], ends[1]);
    assert.deepEqual(monitor.outcomes.at(-1), { at: VIRTUAL_START, what: 'list', outcome: 'done' });
  });
});

describe('a tag', () => {
  it('stands for the same text while the process lives, and for another one in the next', () => {
    const tag = tagger();
    assert.match(tag('home room'), /^[0-9a-f]{8}$/);
    assert.equal(tag('home room'), tag('home room'));
    assert.notEqual(tag('home room'), tag('home other'));
    assert.notEqual(tag('home room'), tagger()('home room'));
  });
});
