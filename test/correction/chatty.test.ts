import assert from 'node:assert/strict';
import { type Chatter, countMessage, SILENCE } from '../../src/correction/chatty';
import { MINUTE } from '../../src/clock';

describe('a node that hears a sensor', () => {
  const says = (minutes: readonly number[]): number[] => {
    let chatter: Chatter = SILENCE;
    return minutes.filter((minute) => {
      const heard = countMessage(chatter, minute * MINUTE);
      chatter = heard.chatter;
      return heard.saySo;
    });
  };
  it('says so with the seventh message in an hour, once', () => {
    assert.deepEqual(says([0, 1, 2, 3, 4, 5]), []);
    assert.deepEqual(says([0, 1, 2, 3, 4, 5, 59, 60, 61]), [59]);
  });
  it('says nothing when they are spread', () =>
    assert.deepEqual(says([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]), []));
  it('remembers no more than it needs', () => {
    let chatter: Chatter = SILENCE;
    for (let i = 0; i < 1_000; i += 1) chatter = countMessage(chatter, i).chatter;
    assert.equal(chatter.times.length, 7);
  });
});
