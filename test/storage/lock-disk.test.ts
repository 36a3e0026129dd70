import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { SECOND } from '../../src/clock';
import { LOCK_NAME, LockPlace } from './lock-support';
import { closeLeftOpen, kept, member, nodeId, type Step, systemError, watchedDisk } from './support';

describe('the lock beside a session file and the disk', () => {
  let at: LockPlace;
  beforeEach(async () => (at = await LockPlace.make()));
  afterEach(closeLeftOpen);
  afterEach(() => at.place.remove());

  describe('in whose place stands something else', () => {
    const target = (): string => `${at.place.userDir}/elsewhere`;
    const kinds: [string, () => Promise<unknown>][] = [
      [
        'a link to a file',
        async () => [await fs.writeFile(target(), 'x'), await fs.symlink(target(), at.path)],
      ],
      ['a link to nothing', () => fs.symlink(target(), at.path)],
      ['an empty directory', () => fs.mkdir(at.path)],
      ['a FIFO', () => Promise.resolve(execFileSync('mkfifo', [at.path]))],
    ];
    for (const [kind, make] of kinds) {
      it(`${kind}: counts as held, is never followed, and goes after 30 s`, async () => {
        await fs.mkdir(at.place.directory);
        await make();
        const before = await fs.readFile(target(), 'utf8').catch(() => undefined);
        const lock = at.lock(4);
        assert.equal(await lock.hold({ ms: 0 }), undefined);
        await at.clock.run(30 * SECOND);
        const hold = await lock.hold({ ms: 0 });
        assert.ok((await fs.lstat(at.path)).isFile());
        await hold?.release();
        assert.deepEqual(await at.names(), []);
        assert.equal(await fs.readFile(target(), 'utf8').catch(() => undefined), before);
      });
    }

    it('a directory with something in it: is ignored after 30 s', async () => {
      await fs.mkdir(`${at.path}/x`, { recursive: true });
      const lock = at.lock(4);
      assert.equal(await lock.hold({ ms: 0 }), undefined);
      await at.clock.run(30 * SECOND);
      const hold = await lock.hold({ ms: 0 });
      assert.ok(hold, 'goes on without a lock');
      await hold.release();
      assert.deepEqual(await fs.readdir(at.path), ['x']);
    });
  });

  describe('on a disk that fails', () => {
    const steps: [Step, string][] = [
      ['makeDirectory', 'EROFS'],
      ['makeDirectory', 'EACCES'],
      ['create', 'EROFS'],
      ['create', 'EACCES'],
      ['create', 'EMFILE'],
      ['file.write', 'ENOSPC'],
    ];
    for (const [failing, errno] of steps) {
      it(`at ${failing} with ${errno}: nobody waits, nothing stays behind`, async () => {
        const disk = watchedDisk((step) => {
          if (step === failing) throw systemError(errno);
        });
        const hold = await at.lock(3, disk).hold({ ms: 60 * SECOND });
        assert.ok(hold);
        await hold.release();
        assert.equal(at.clock.timers, 0);
        assert.deepEqual(await at.names().catch(() => []), []);
      });
    }

    for (const [failing, of] of [
      ['create', '.claim'],
      ['remove', '.lock'],
    ] as const) {
      it(`so that a left-over lock cannot be taken away (${failing} of the ${of}): it is ignored`, async () => {
        await at.stands({ pid: 100 });
        const disk = watchedDisk((step, path) => {
          if (step === failing && path.endsWith(of)) throw systemError('EROFS');
        });
        const hold = await at.lock(3, disk).hold({ ms: 60 * SECOND });
        assert.ok(hold);
        await hold.release();
        assert.deepEqual(await at.names(), [LOCK_NAME]);
      });
    }

    it('at deleting: the next user takes it as left over', async () => {
      let isBroken = true;
      const lock = at.lock(
        3,
        watchedDisk((step) => {
          if (isBroken && step === 'remove') throw systemError('EIO');
        }),
      );
      await (await at.held(lock)).release();
      isBroken = false;
      assert.deepEqual(await at.names(), [LOCK_NAME]);
      await (await at.held(lock, 0)).release();
      assert.deepEqual(await at.names(), []);
    });

    it('is never put into a directory that is a link', async () => {
      await fs.mkdir(`${at.place.userDir}/elsewhere`);
      await fs.symlink('elsewhere', at.place.directory);
      await (await at.held(at.lock(3))).release();
      assert.deepEqual(await fs.readdir(`${at.place.userDir}/elsewhere`), []);
    });
  });

  it('has no claim beside it after a save, though a process died making one; those of other files stay', async () => {
    const { file } = await at.place.open(member('1'));
    const claims = ['1', '2'].map((digit) => `${nodeId(digit)}.session.${'0'.repeat(16)}.claim`);
    await fs.mkdir(at.place.directory);
    for (const claim of claims) await fs.writeFile(`${at.place.directory}/${claim}`, 'x');
    await file.save([member('1')], kept(1));
    assert.deepEqual(await at.place.names(), [`${nodeId('1')}.session`, claims[1]]);
  });

  describe('on Windows', () => {
    for (const errno of ['EPERM', 'EBUSY', 'EACCES']) {
      it(`waits while a deleted lock is still in use (${errno})`, async () => {
        let left = 3;
        await at.stands({ pid: 7 });
        const disk = watchedDisk(async (step) => {
          if (step !== 'create') return;
          if (--left > 0) throw systemError(errno);
          await fs.rm(at.path, { force: true });
        }, true);
        const hold = await at.held(at.lock(4, disk));
        assert.equal(left, 0);
        await hold.release();
      });

      it(`does not wait where no file can be made (${errno})`, async () => {
        const disk = watchedDisk((step) => {
          if (step === 'create') throw systemError(errno);
        }, true);
        assert.ok(await at.lock(4, disk).hold({ ms: 60 * SECOND }));
      });

      it(`deletes it when a scanner has let it go (${errno})`, async () => {
        let left = 3;
        const disk = watchedDisk((step) => {
          if (step === 'remove' && --left > 0) throw systemError(errno);
        }, true);
        const hold = await at.held(at.lock(4, disk));
        await at.pass(hold.release());
        assert.deepEqual(await at.names(), []);
      });
    }
  });
});
