import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RoomStatus } from '../../src/cloud/cloud';
import { type CorrectionRequest, decide, type Decision } from '../../src/correction/decide';
import { EMPTY_ROOM_STATE, type RoomState } from '../../src/correction/room-state';
import { parseSetSettings, type StoredSettings } from '../../src/correction/settings';
import { MINUTE } from '../../src/clock';
import { roomStatus } from '../support/fake-cloud';

interface Row {
  readonly measured?: number | null;
  readonly status?: Partial<RoomStatus>;
  readonly absent?: boolean;
  readonly offline?: boolean;
  readonly wanted?: number;
  readonly force?: boolean;
  readonly undo?: boolean;
  readonly net?: number;
  /** measured, corrected, minutes ago */
  readonly last?: readonly [number, number, number];
  readonly settled?: boolean;
  readonly settings?: StoredSettings;
  readonly expect: string;
}

const outcomeOf = (decision: Decision): string => {
  if (decision.do === 'refuse') return decision.error.code;
  const { reason, corrected, correction } = decision;
  if (decision.do === 'send') return `send ${reason} ${corrected} ${correction}`;
  if (decision.reason === 'dry-run') return `dry-run ${corrected} ${correction}`;
  return decision.waitMs === null ? reason : `${reason} ${decision.waitMs / MINUTE}`;
};

const run = (row: Row): Decision => {
  const { measured = 20, wanted = 21, force = false, undo = false, net = 0, last, settled = false } = row;
  const state: RoomState = {
    ...EMPTY_ROOM_STATE,
    last: last ? { at: 0, measured: last[0], corrected: last[1], settled } : null,
    net,
    baselineAt: net === 0 ? null : 1,
  };
  const status = row.absent ? undefined : roomStatus('1', { measuredTemperature: measured, ...row.status });
  const request: CorrectionRequest = { temperature: undo ? null : wanted, force, undo };
  const reading = { name: 'Bath', relayOffline: row.offline ?? false, status };
  return decide(
    state,
    reading,
    request,
    parseSetSettings(row.settings ?? {}),
    last ? last[2] * MINUTE : Infinity,
  );
};

describe('decide', () => {
  const rows: readonly Row[] = [
    // what is sent
    { expect: 'send corrected 21 1' },
    { wanted: 19, expect: 'send corrected 19 -1' },
    { wanted: 21.337, expect: 'send corrected 21.337 1.34' },
    { measured: 20.1, wanted: 20.4, expect: 'send corrected 20.4 0.3' },
    { measured: -1, wanted: -3, expect: 'send corrected -3 -2' },
    { status: { reachable: null }, expect: 'send corrected 21 1' },
    // unreachable comes first
    { measured: null, expect: 'ROOM_UNREACHABLE' },
    { status: { reachable: false }, expect: 'ROOM_UNREACHABLE' },
    { absent: true, expect: 'ROOM_UNREACHABLE' },
    { offline: true, expect: 'ROOM_UNREACHABLE' },
    { offline: true, absent: true, expect: 'ROOM_UNREACHABLE' },
    { measured: null, wanted: 45, expect: 'ROOM_UNREACHABLE' },
    { measured: null, force: true, expect: 'ROOM_UNREACHABLE' },
    { measured: null, undo: true, net: 1, expect: 'ROOM_UNREACHABLE' },
    { status: { reachable: false }, settings: { dryRun: true }, expect: 'ROOM_UNREACHABLE' },
    // too large
    { wanted: 30, expect: 'send corrected 30 10' },
    { wanted: 30.01, expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 9.9, expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 30.5, force: true, expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 30.5, settings: { dryRun: true }, expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 31, last: [20, 21, 1], expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 21, settings: { maxCorrection: 0.5 }, expect: 'CORRECTION_TOO_LARGE' },
    { wanted: 20.05, settings: { maxCorrection: 0 }, expect: 'CORRECTION_TOO_LARGE' },
    {
      measured: 20.5,
      wanted: 20.6,
      settings: { maxCorrection: 0.1, tolerance: 0 },
      expect: 'send corrected 20.6 0.1',
    },
    // tolerance
    { measured: 20.5, wanted: 20.6, expect: 'within-tolerance' },
    { measured: 20.6, wanted: 20.5, expect: 'within-tolerance' },
    { measured: 20.5, wanted: 20.61, expect: 'send corrected 20.61 0.11' },
    { wanted: 20, expect: 'within-tolerance' },
    { wanted: 20, settings: { tolerance: 0 }, expect: 'within-tolerance' },
    { wanted: 20.01, settings: { tolerance: 0 }, expect: 'send corrected 20.01 0.01' },
    { wanted: 20.3, settings: { tolerance: 0.3 }, expect: 'within-tolerance' },
    { wanted: 20.05, last: [20, 21, 1], expect: 'within-tolerance' },
    { wanted: 20.05, settings: { dryRun: true }, expect: 'within-tolerance' },
    { wanted: 20, force: true, expect: 'send corrected 20 0' },
    // settling
    { last: [20, 21, 0], expect: 'settling 60' },
    { last: [20, 21, 45], expect: 'settling 15' },
    { last: [20, 21, 60], expect: 'send corrected 21 1' },
    { last: [20, 21, 45], settled: true, expect: 'send corrected 21 1' },
    { last: [19.5, 20.5, 1], expect: 'send corrected 21 1' },
    { last: [19.6, 20.5, 1], expect: 'settling 59' },
    { last: [20, 21, 1], settings: { settleTime: 0 }, expect: 'send corrected 21 1' },
    { last: [20, 21, 1], settings: { settleTime: 90 }, expect: 'settling 89' },
    { last: [20, 21, 1], force: true, expect: 'send corrected 21 1' },
    { last: [20, 21, 1], settings: { dryRun: true }, expect: 'settling 59' },
    // dry run
    { settings: { dryRun: true }, expect: 'dry-run 21 1' },
    { settings: { dryRun: true }, force: true, expect: 'dry-run 21 1' },
    { settings: { dryRun: true }, undo: true, net: 1.5, expect: 'dry-run 18.5 -1.5' },
    // undo
    { undo: true, expect: 'within-tolerance' },
    { undo: true, net: 0.0049, expect: 'within-tolerance' },
    { undo: true, net: 0.01, expect: 'send undone 19.99 -0.01' },
    { undo: true, net: 1.5, expect: 'send undone 18.5 -1.5' },
    { undo: true, net: -2, expect: 'send undone 22 2' },
    // at most 2 °C of a sum that may be a phantom
    { undo: true, net: -2.3, expect: 'send undone 22 2' },
    { undo: true, net: 1, last: [20, 21, 1], expect: 'send undone 19 -1' },
    { undo: true, net: 14, expect: 'send undone 18 -2' },
    { undo: true, net: 1, force: true, expect: 'send undone 19 -1' },
  ];
  for (const { expect, ...row } of rows) {
    it(`${JSON.stringify(row)} → ${expect}`, () => assert.equal(outcomeOf(run({ ...row, expect })), expect));
  }

  it('never sends more than the limit, unless it is an undo', () => {
    const degrees = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        degrees,
        degrees,
        fc.boolean(),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (measured, wanted, force, max) => {
          const decision = run({ measured, wanted, force, settings: { maxCorrection: max }, expect: '' });
          if (decision.do === 'send') assert.ok(Math.abs(decision.correction) <= max + 0.0051);
        },
      ),
    );
  });

  it('says in plain words what is wrong and what to do', () => {
    const decision = run({ wanted: 35, expect: '' });
    assert.ok(decision.do === 'refuse');
    for (const part of ['Bath', '20 °C', '35 °C', '15 °C', '10 °C'])
      assert.ok(decision.error.message.includes(part), part);
  });
});
