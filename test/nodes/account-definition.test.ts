import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { accountDefinition, type AccountProperties } from '../../nodes/account-definition';
import { NetatmoError } from '../../src/cloud/errors';

describe('the definition of an account node', () => {
  const define = (properties: AccountProperties) => accountDefinition('a1', properties, {});

  it('has a default for everything that is missing', () => {
    assert.deepEqual(define({}), {
      id: 'a1',
      service: 'netatmo',
      keepSession: true,
      limits: { per10s: 40, perHour: 400 },
      fields: {},
    });
  });

  const good: readonly [properties: AccountProperties, part: object][] = [
    [{ service: 'simulated' }, { service: 'simulated' }],
    [{ keepSession: false }, { keepSession: false }],
    [{ keepSession: true }, { keepSession: true }],
    [{ keepSession: 'false' }, { keepSession: false }],
    [{ keepSession: 'true' }, { keepSession: true }],
    [{ limitPer10s: 1_000_000 }, { limits: { per10s: 1_000_000, perHour: 400 } }],
    [{ limitPer10s: '', limitPerHour: '' }, { limits: { per10s: 40, perHour: 400 } }],
    [{ limitPer10s: 1, limitPerHour: '500' }, { limits: { per10s: 1, perHour: 500 } }],
    [{ limitPer10s: '12' }, { limits: { per10s: 12, perHour: 400 } }],
  ];
  for (const [properties, part] of good) {
    it(`takes ${JSON.stringify(properties)}`, () => {
      assert.deepEqual(define(properties), { ...define({}), ...part });
    });
  }

  const limits = [0, -1, 1.5, 'many', NaN, Infinity, '0', ' ', {}, 1_000_001, true, [3]];
  const bad: readonly AccountProperties[] = [
    { service: 'other' },
    { service: '' },
    ...['', 'no', 0, null, {}].map((keepSession) => ({ keepSession })),
    ...limits.map((limitPer10s) => ({ limitPer10s })),
    ...limits.map((limitPerHour) => ({ limitPerHour })),
  ];
  for (const properties of bad) {
    it(`is CONFIG with ${inspect(properties)}`, () => {
      assert.throws(
        () => define(properties),
        (error) => error instanceof NetatmoError && error.code === 'CONFIG',
      );
    });
  }
});
