import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { MINUTE } from '../../src/clock';
import { type Step, systemError, watchedDisk } from '../storage/support';
import { type AccountBench, accountBenches, ROOMS } from './support/account-bench';
import { proves, tally } from './support/results';

const SECTION = 'disk';

/** The path of the one file that keeps the account's state. */
const pathIn = ({ directory, files }: AccountBench): string => {
  const names = files.filter((name) => name.endsWith('.session'));
  assert.equal(names.length, 1);
  return join(directory, names[0] ?? '');
};

describe('files and disks', () => {
  const { open, signedIn } = accountBenches();

  const spoilt: readonly (readonly [name: string, spoil: (path: string) => Promise<unknown>])[] = [
    ['is empty', (path) => fs.writeFile(path, '')],
    ['is cut off', async (path) => fs.truncate(path, Math.floor((await fs.stat(path)).size / 2))],
    ['has one bit flipped', async (path) => fs.writeFile(path, flipped(await fs.readFile(path)))],
    ['is no text', (path) => fs.writeFile(path, Buffer.from([0, 255, 1, 254, 0, 0, 128]))],
    ['is a JSON list', (path) => fs.writeFile(path, '[1,2,3]')],
    ['names a prototype', (path) => fs.writeFile(path, '{"__proto__":{"polluted":true}}')],
    ['is not encrypted', (path) => fs.writeFile(path, '{"cookies":[{"key":"a","value":"b"}]}')],
    ['is 1 GB large', (path) => fs.truncate(path, 2 ** 30)],
    ['is a directory', async (path) => [await fs.rm(path), await fs.mkdir(path)]],
    ['is a pipe that nobody writes to', async (path) => [await fs.rm(path), execFileSync('mkfifo', [path])]],
    ['is a link to another file', async (path) => [await fs.rm(path), await fs.symlink('/etc/passwd', path)]],
    ['is gone', (path) => fs.rm(path)],
  ];
  for (const [name, spoil] of spoilt) {
    proves('faults', SECTION, `the session file ${name}`, async () => {
      const account = await signedIn({ keeps: true });
      await spoil(pathIn(account));
      account.restart();
      const ends = await account.repeat(3, () => account.list(), MINUTE);
      account.restart();
      ends.push(await account.list());
      assert.deepEqual(new Set(ends), new Set([ROOMS]));
      assert.equal(account.counts.signIns, 1);
      assert.ok(account.files.filter((each) => each.endsWith('.bad')).length <= 1);
      return { sent: 'a restart, 3 lists, a restart, a list', out: tally(ends), ...account.counts };
    });
  }

  proves('faults', SECTION, 'the session file is of a newer version of this package', async () => {
    const account = await signedIn({ keeps: true });
    const path = pathIn(account);
    const newer = '{"v":99,"secret":"of the future"}';
    await fs.writeFile(path, newer);
    account.restart();
    const ends = await account.repeat(3, () => account.list(), MINUTE);
    assert.deepEqual(new Set(ends), new Set([ROOMS]));
    assert.equal(account.counts.signIns, 1);
    assert.equal(await fs.readFile(path, 'utf8'), newer, 'it stays as it is');
    return { sent: 'a restart, 3 lists', out: `${tally(ends)}; the file is left alone`, ...account.counts };
  });

  proves('faults', SECTION, 'the session file is of another account', async () => {
    const [account, other] = [await signedIn({ keeps: true }), await open({ keeps: true })];
    Object.assign(other.simulator.credentials, { email: 'other@example.org' });
    other.restart();
    assert.equal(await other.list(), ROOMS);
    await fs.copyFile(pathIn(other), pathIn(account));
    account.restart();
    const ends = await account.repeat(3, () => account.list(), MINUTE);
    assert.deepEqual(new Set(ends), new Set([ROOMS]));
    assert.equal(account.counts.signIns, 1);
    assert.deepEqual(account.simulator.log.violations, []);
    return { sent: 'a restart, 3 lists', out: tally(ends), ...account.counts };
  });

  const failing: readonly (readonly [name: string, errno: string, steps: readonly Step[]])[] = [
    ['is full', 'ENOSPC', ['file.write', 'create']],
    ['is read-only', 'EROFS', ['makeDirectory', 'create', 'rename', 'remove', 'chmod']],
    ['refuses us', 'EACCES', ['makeDirectory', 'create', 'list', 'open', 'entry']],
    ['fails (I/O error)', 'EIO', ['file.read', 'file.write', 'file.sync']],
  ];
  for (const [name, errno, steps] of failing) {
    proves('faults', SECTION, `the disk ${name}`, async () => {
      const disk = watchedDisk((step) => {
        if (steps.includes(step)) throw systemError(errno);
      });
      const account = await open({ keeps: disk });
      const ends = await account.repeat(100, () => account.list(), MINUTE);
      assert.deepEqual(new Set(ends), new Set([ROOMS]));
      assert.equal(account.counts.signIns, 1);
      assert.deepEqual(account.files, []);
      return { sent: '100 lists', out: tally(ends), ...account.counts };
    });
  }

  proves('faults', SECTION, 'Node-RED restarts twenty times', async () => {
    const account = await signedIn({ keeps: true });
    const ends: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      account.restart();
      ends.push(await account.list());
    }
    assert.deepEqual(new Set(ends), new Set([ROOMS]));
    assert.equal(account.counts.signIns, 0);
    return { sent: '20 restarts, a list after each', out: tally(ends), ...account.counts };
  });
});

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const middle = bytes.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
}
