import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Secret } from '../../src/cloud/secret';
import { StorageError } from '../../src/storage/storage-error';
import {
  closeLeftOpen,
  kept,
  member,
  nodeId,
  opened,
  parseKept,
  Place,
  type Step,
  systemError,
  watchedDisk,
} from './support';

const members = [member('1')];
const modeOf = async (path: string): Promise<number> => (await fs.stat(path)).mode & 0o777;

describe('session files and the disk', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(closeLeftOpen);
  afterEach(() => place.remove());

  describe('permissions', () => {
    let umask: number | undefined;
    afterEach(() => {
      if (umask !== undefined) process.umask(umask);
      umask = undefined;
    });

    for (const mask of [0o000, 0o022, 0o077]) {
      it(`are 0700 and 0600 from the first byte with umask ${mask.toString(8).padStart(3, '0')}`, async () => {
        umask = process.umask(mask);
        const seen: number[] = [];
        const disk = watchedDisk(async (step, path) => {
          if (step === 'file.write' || step === 'file.sync') seen.push(await modeOf(path));
        });
        const { file } = await opened(place.files(disk), members, parseKept);
        await file.save(members, kept(1));
        assert.deepEqual(seen, [0o600, 0o600]);
        assert.equal(await modeOf(place.path(nodeId('1'))), 0o600);
        assert.equal(await modeOf(place.directory), 0o700);
      });
    }

    it('are tightened where they are wider', async () => {
      const path = await place.written(members);
      await fs.chmod(path, 0o644);
      await fs.chmod(place.directory, 0o755);
      assert.equal((await place.open(...members)).found.state, 'loaded');
      assert.equal(await modeOf(path), 0o600);
      assert.equal(await modeOf(place.directory), 0o700);
    });

    it('that cannot be tightened are no reason to lose the session', async () => {
      const path = await place.written(members);
      await fs.chmod(path, 0o644);
      await fs.chmod(place.directory, 0o755);
      const disk = watchedDisk((step) => {
        if (step === 'chmod' || step === 'file.chmod') throw systemError('EROFS');
      });
      const { found } = await opened(place.files(disk), members, parseKept);
      assert.equal(found.state, 'loaded');
    });
  });

  it('refuses a link in place of the directory', async () => {
    await fs.mkdir(`${place.userDir}/elsewhere`);
    await fs.symlink('elsewhere', place.directory);
    const { file, found } = await place.open(...members);
    assert.deepEqual(found, { state: 'unreadable', errno: 'ENOTDIR' });
    await assert.rejects(file.save(members, kept(1)), { code: 'DISK', errno: 'ENOTDIR' });
    assert.deepEqual(await fs.readdir(`${place.userDir}/elsewhere`), []);
  });

  it('sweeps what killed writers have left at the next save, and nothing else', async () => {
    const path = await place.written(members);
    await fs.writeFile(`${path}.0123456789abcdef.tmp`, 'half');
    await fs.writeFile(place.path(nodeId('2'), '.session.fedcba9876543210.tmp'), 'half');
    await fs.writeFile(place.path('notes', '.tmp'), 'not ours');
    await place.written(members, kept(2));
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`, 'notes.tmp']);
  });

  describe('a disk that fails', () => {
    const steps: [Step, string][] = [
      ['makeDirectory', 'EACCES'],
      ['makeDirectory', 'EROFS'],
      ['create', 'ENOSPC'],
      ['create', 'EMFILE'],
      ['file.write', 'ENOSPC'],
      ['file.write', 'EDQUOT'],
      ['file.sync', 'EIO'],
      ['file.close', 'EIO'],
      ['rename', 'EPERM'],
      ['rename', 'EXDEV'],
      ['list', 'EACCES'],
      ['entry', 'EACCES'],
    ];
    for (const [failing, errno] of steps) {
      it(`at ${failing} with ${errno}: a typed error, nothing half-written, and the next save works`, async () => {
        let broken = true;
        const disk = watchedDisk((step) => {
          if (broken && step === failing) throw systemError(errno);
        });
        const { file } = await opened(place.files(disk), members, parseKept);
        await assert.rejects(file.save(members, kept(1)), (error: unknown) => {
          assert.ok(error instanceof StorageError);
          assert.deepEqual([error.code, error.errno], ['DISK', errno]);
          assert.ok(!error.message.includes('secret-path') && error.cause === undefined);
          return true;
        });
        broken = false;
        await file.read(members, parseKept);
        await file.save(members, kept(2));
        assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
        assert.equal((await place.open(...members)).found.state, 'loaded');
      });
    }

    it('when reading: is told, and a file that could not be read is not replaced', async () => {
      const path = await place.written(members);
      const before = await fs.readFile(path);
      for (const failing of ['list', 'entry', 'open', 'file.entry', 'file.read'] as const) {
        const disk = watchedDisk((step) => {
          if (step === failing) throw systemError('EACCES');
        });
        const { file, found } = await opened(place.files(disk), members, parseKept);
        assert.deepEqual(found, { state: 'unreadable', errno: 'EACCES' }, failing);
        await assert.rejects(file.save(members, kept(2)), { code: 'DISK', errno: 'EACCES' });
      }
      assert.deepEqual(await fs.readFile(path), before);
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    });

    it('when deleting: is told, and can be tried again', async () => {
      await place.written(members);
      let broken = true;
      const disk = watchedDisk((step) => {
        if (broken && step === 'remove') throw systemError('EROFS');
      });
      const files = place.files(disk);
      const { file } = await opened(files, members, parseKept);
      await place.age();
      for (const deleting of [
        () => file.remove(),
        () => files.remove([nodeId('1')]),
        () => files.sweep(() => false),
      ]) {
        await assert.rejects(deleting(), { name: 'StorageError', code: 'DISK', errno: 'EROFS' });
      }
      broken = false;
      await file.remove();
      await files.sweep(() => false);
      assert.deepEqual(await place.names(), []);
    });

    it('when a former file cannot be deleted: the save counts, the file goes at the next one', async () => {
      await place.written([member('1'), member('2')]);
      let broken = true;
      const disk = watchedDisk((step, path) => {
        if (broken && step === 'remove' && path.endsWith('.session')) throw systemError('EBUSY');
      });
      const { file } = await opened(place.files(disk), [member('2')], parseKept);
      await file.save([member('2')], kept(2));
      assert.equal((await place.names()).length, 2);
      broken = false;
      await file.save([member('2')], kept(3));
      assert.deepEqual(await place.names(), [`${nodeId('2')}.session`]);
    });

    it('only at syncing the directory: the save counts', async () => {
      const disk = watchedDisk((step) => {
        if (step === 'syncDirectory') throw systemError('EINVAL');
      });
      const { file } = await opened(place.files(disk), members, parseKept);
      await file.save(members, kept(1));
    });

    for (const errno of ['ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'ENOSYS']) {
      it(`at syncing the file, as a share that knows no such thing (${errno}): the save counts`, async () => {
        const disk = watchedDisk((step) => {
          if (step === 'file.sync') throw systemError(errno);
        });
        const { file } = await opened(place.files(disk), members, parseKept);
        await file.save(members, kept(1));
        assert.equal((await place.open(...members)).found.state, 'loaded');
        assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
      });
    }

    it('with something that is no system error: is a typed error too', async () => {
      const disk = watchedDisk((step) => {
        if (step === 'create') throw new TypeError('odd');
      });
      const { file } = await opened(place.files(disk), members, parseKept);
      await assert.rejects(file.save(members, kept(1)), { name: 'StorageError', errno: 'UNKNOWN' });
    });
  });

  it('writes again when another process swept its temporary file away', async () => {
    let thefts = 0;
    const disk = watchedDisk(async (step, path) => {
      if (step === 'rename' && thefts++ < 2) await fs.rm(path);
    });
    const { file } = await opened(place.files(disk), members, parseKept);
    await file.save(members, kept(1));
    assert.equal((await place.open(...members)).found.state, 'loaded');
  });

  it('syncs the file before it is renamed and the directory after', async () => {
    const order: Step[] = [];
    const { file } = await opened(place.files(watchedDisk((step) => order.push(step))), members, parseKept);
    await file.save(members, kept(1));
    const kinds: Step[] = ['create', 'file.write', 'file.sync', 'rename', 'syncDirectory'];
    assert.deepEqual(
      order.filter((step) => kinds.includes(step)),
      kinds,
    );
  });

  it('has the old or the new value, wherever a save is cut short', async () => {
    let steps = 0;
    await place.written(members, kept(1));
    const counting = await opened(place.files(watchedDisk(() => steps++)), members, parseKept);
    steps = 0;
    await counting.file.save(members, kept(1));
    const total = steps;
    assert.ok(total > 8);
    for (let cut = 1; cut <= total; cut++) {
      let left = Infinity;
      let die: () => void = () => undefined;
      const death = new Promise<void>((resolve) => (die = resolve));
      const disk = watchedDisk(async (_step, path) => {
        if (--left > 0) return;
        // Half of what was being written is there; nothing is tidied up, nothing comes after.
        if (left === 0 && path.endsWith('.tmp')) await fs.writeFile(path, 'half');
        if (left === 0) die();
        await new Promise(() => undefined);
      });
      const { file } = await opened(place.files(disk), members, parseKept);
      left = cut;
      void file.save(members, kept(2));
      await death;
      const { file: next, found } = await place.open(...members);
      assert.ok(found.state === 'loaded', `cut at ${cut}: ${found.state}`);
      await next.save(members, kept(1));
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    }
  });

  it('shows no key, node or content in any error', async () => {
    const disk = watchedDisk((step) => {
      if (step === 'create') throw systemError('ENOSPC');
    });
    const { file } = await opened(place.files(disk), members, parseKept);
    const error: unknown = await file.save(members, kept(1, 'canary')).catch((reason: unknown) => reason);
    const shown = `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack ?? ''}`;
    assert.match(shown, /ENOSPC/);
    for (const canary of ['canary', '1'.repeat(16), 'secret-path', place.userDir]) {
      assert.ok(!shown.includes(canary), canary);
    }
    assert.equal(String(new Secret('canary')), '[redacted]');
  });
});
