import { parseFollowSettings } from '../../src/correction/follow/settings';
import { MINUTE } from '../../src/clock';
import { Site } from '../../test/proof/support/site';
import { dayFigures, dayHome, OURS, sensor, type DayFigures } from './home';

/** What became of the messages, beside what it cost. */
export interface FollowDay extends DayFigures {
  /** By reason, or by the code of an error. */
  readonly answers: Readonly<Record<string, number>>;
}

const SETTINGS = parseFollowSettings({});

/** Each room's sensor sends a message a minute to a node in mode `follow`, as it comes out of the box. */
export async function followDay(rooms: number, minutes: number): Promise<FollowDay> {
  const site = await Site.open({ simulator: dayHome(rooms) });
  const { house } = site.simulator;
  const account = site.join();
  const { signal } = new AbortController();
  const answers: Record<string, number> = {};
  let messages = 0;
  const send = async (index: number): Promise<void> => {
    const room = house.rooms[index]!;
    const choice = { room: room.id, homeId: '', accountHomeId: '' };
    const heard = { temperature: sensor(room.air), window: undefined, at: undefined };
    const answer = await account
      .follow({ ...choice, ...heard, force: false, settings: SETTINGS }, signal)
      .then(({ result }): string => result.reason)
      .catch((error: unknown) => (error as { code: string }).code);
    answers[answer] = (answers[answer] ?? 0) + 1;
  };
  for (let minute = 0; minute < minutes; minute += 1)
    for (let index = 0; index < rooms; index += 1) {
      messages += 1;
      const answered = send(index);
      await site.live(MINUTE / rooms);
      await answered;
    }
  const figures = dayFigures(OURS, messages, site.simulator);
  await site.close();
  return { ...figures, answers };
}
