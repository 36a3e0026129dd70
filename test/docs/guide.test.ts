import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { read } from './markdown';

const HOUR = 3_600_000;

/** The function node of the guide, run by a clock that can be set. */
function twoSensors(): { time: number; send: (topic: string, payload: unknown) => unknown } {
  const [, code = ''] = /```js\n([\s\S]+?)```/.exec(read('docs/guide.md')) ?? [];
  const kept = new Map<string, unknown>();
  const context = {
    get: (key: string) => kept.get(key),
    set: (key: string, value: unknown) => kept.set(key, value),
  };
  const node = {
    time: 0,
    send: (topic: string, payload: unknown): unknown => {
      const msg = { topic, payload };
      runInNewContext(`(() => {${code}})()`, { msg, context, Date: { now: () => node.time } });
      return msg.payload;
    },
  };
  return node;
}

describe('the function node of docs/guide.md for two sensors', () => {
  it('takes the mean of what both said last', () => {
    const sensors = twoSensors();
    assert.equal(sensors.send('left', 20), 20);
    assert.equal(sensors.send('right', '22'), 21);
    assert.equal(sensors.send('left', 21), 21.5);
  });

  it('leaves out one that was silent for an hour', () => {
    const sensors = twoSensors();
    sensors.send('left', 20);
    sensors.time = HOUR;
    assert.equal(sensors.send('right', 22), 22);
  });
});
