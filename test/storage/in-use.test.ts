import assert from 'node:assert/strict';
import { SessionFiles } from '../../src/storage/session-files';
import { VirtualClock } from '../support/virtual-clock';
import { passUntil } from './lock-support';
import { kept, member, opened, parseKept, Place, systemError, watchedDisk } from './support';

const members = [member('1')];

describe('a file that is in use on Windows', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(() => place.remove());

  const busy = async (
    times: number,
    errno: string,
  ): Promise<{ saving: Promise<void>; clock: VirtualClock }> => {
    const clock = new VirtualClock();
    const disk = watchedDisk((step) => {
      if (step === 'rename' && times-- > 0) throw systemError(errno);
      assert.ok(!['chmod', 'file.chmod', 'syncDirectory'].includes(step), step);
    }, true);
    const files = new SessionFiles(place.directory, { clock, disk });
    const { file } = await opened(files, members, parseKept);
    const saving = file.save(members, kept(1));
    await passUntil(clock, saving);
    return { saving, clock };
  };

  for (const errno of ['EPERM', 'EBUSY', 'EACCES']) {
    it(`waits for a scanner that holds the file (${errno})`, async () => {
      const { saving } = await busy(5, errno);
      await saving;
      assert.equal((await place.open(...members)).found.state, 'loaded');
    });
  }

  it('waits no longer than about half a second, and leaves no timer', async () => {
    const { saving, clock } = await busy(6, 'EBUSY');
    await assert.rejects(saving, { code: 'DISK', errno: 'EBUSY' });
    assert.equal(clock.timers, 0);
  });

  it('does not wait for a disk that is full', async () => {
    const { saving } = await busy(1, 'ENOSPC');
    await assert.rejects(saving, { code: 'DISK', errno: 'ENOSPC' });
  });
});
