import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { examples, named } from './support/examples';
import { decision, Running } from './support/running';
import { stillHome } from './support/still-home';

const EXAMPLE = 'call it from anywhere';
/** The longest that a message may take, s. */
const LONGEST_S = 60;

describe('the example call it from anywhere', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('gives the decision back where it was called', async () => {
    const running = await Running.start(EXAMPLE, { home: stillHome() });
    const { room, trueTemperature } = decision(await running.press('20.5', 'answer'));
    assert.deepEqual([room.name, trueTemperature], ['Living room', 20.5]);
  });

  it('gives an error back at once, with its code', async () => {
    const running = await Running.start(EXAMPLE, { home: stillHome() });
    const { netatmo, error } = await running.press('35', 'failed');
    assert.deepEqual(netatmo, { code: 'CORRECTION_TOO_LARGE' });
    assert.match((error as Error).message, /^NetatmoError \[CORRECTION_TOO_LARGE\]/);
  });

  it('waits longer than a message may take', () => {
    const example = examples.find(({ name }) => name === EXAMPLE)!;
    const call = example.nodes.find(({ type }) => type === 'link call')!;
    assert.ok(Number(call['timeout']) > LONGEST_S);
    assert.equal(named(example, 'return')['mode'], 'return');
    assert.equal(named(example, 'return with the error')['mode'], 'return');
  });
});
