import assert from 'node:assert/strict';
import { observe, UNKNOWN_HEALTH } from '../../src/account/health';

type Event = Parameters<typeof observe>[1];

const answered: Event = { event: 'call', failure: null, code: null, waitMs: 0 };
const refused: Event = { event: 'login.latched', code: 'CREDENTIALS_REJECTED' };
const gone: Event = { event: 'call', failure: 'unsent', code: 'NETWORK', waitMs: 0 };
const slow: Event = { event: 'call', failure: 'unanswered', code: 'TIMEOUT', waitMs: 0 };
const paused: Event = { event: 'login.paused', waitMs: 60_000 };
const full: Event = { event: 'call', failure: 'quota', code: 'RATE_LIMITED', waitMs: 60_000 };
const failing: Event = { event: 'login.fail', code: 'CLOUD_ERROR', waitMs: 60_000 };
const unwanted: Event = { event: 'call', failure: 'final', code: 'FORBIDDEN', waitMs: 0 };

const NAMES = {
  'cloud.away': 'away',
  'cloud.back': 'back',
  'throttle.start': 'paused',
  'throttle.end': 'resumed',
} as const;

/** One event each second; the changes of all, in short words. `!` = not told besides the outage. */
function changes(...events: readonly Event[]): string[] {
  let health = UNKNOWN_HEALTH;
  return events.flatMap((event, second) => {
    const step = observe(health, event, second * 1_000);
    health = step.health;
    return step.events.map((each) =>
      'isLogged' in each
        ? `${NAMES[each.event]} ${each.outcome}${each.isLogged ? '' : '!'}`
        : NAMES[each.event],
    );
  });
}

describe('how the cloud looks', () => {
  const table: readonly [string, readonly Event[], readonly string[]][] = [
    ['nothing new when it answers', [answered, answered], []],
    ['it goes away once, whatever the failures are called', [answered, gone, slow, gone], ['away']],
    ['it can be away from the start', [gone, gone], ['away']],
    ['it comes back once', [gone, gone, answered, answered], ['away', 'back']],
    ['it goes away again', [gone, answered, gone], ['away', 'back', 'away']],
    ['a refused password is an answer', [gone, refused], ['away', 'back']],
    [
      'a pause begins and ends once',
      [paused, paused, answered, answered],
      ['paused sign-in', 'resumed sign-in'],
    ],
    ['a pause of requests likewise', [full, full, answered], ['paused requests', 'resumed requests']],
    [
      'a pause in an outage is part of it',
      [gone, paused, gone, answered],
      ['away', 'paused sign-in!', 'back', 'resumed sign-in!'],
    ],
    [
      'a sign-in that fails is an outage and its pause',
      [failing, { event: 'login.ok' }],
      ['away', 'paused sign-in!', 'back', 'resumed sign-in!'],
    ],
    ['what the cloud does not want says nothing of it', [unwanted], []],
    ['a refused password resumes nothing', [paused, refused], ['paused sign-in', 'resumed sign-in!']],
  ];
  for (const [what, events, expected] of table) {
    it(what, () => assert.deepEqual(changes(...events), expected));
  }

  it('knows since when, why, and how long it was away', () => {
    const away = observe(UNKNOWN_HEALTH, gone, 1_000).health;
    assert.deepEqual(away.cloud, { state: 'away', since: 1_000, code: 'NETWORK' });
    const back = observe(observe(away, slow, 2_000).health, answered, 61_000);
    assert.deepEqual(back.events, [{ event: 'cloud.back', ms: 60_000 }]);
    assert.deepEqual(back.health.cloud, { state: 'reachable', since: 61_000, code: null });
  });

  it('moves the end of a pause that is made longer, not its begin', () => {
    const first = observe(UNKNOWN_HEALTH, paused, 0).health;
    assert.deepEqual(observe(first, paused, 10_000).health.pause, {
      kind: 'sign-in',
      since: 0,
      until: 70_000,
      isLogged: true,
    });
  });

  it('was away for no time at all when the clock of the machine was set back', () => {
    const away = observe(UNKNOWN_HEALTH, gone, 5_000).health;
    assert.deepEqual(observe(away, answered, 1_000).events, [{ event: 'cloud.back', ms: 0 }]);
  });
});
