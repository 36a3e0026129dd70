import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename } from 'node:path';
import fc from 'fast-check';
import { isNewer } from '../../src/storage/envelope';
import { kept, member, Place, systemError, watchedDisk, opened } from './support';
import { runs } from '../support/random-inputs';

const members = [member('1')];
/** A long fuzz ends in good order after this, ms. */
const LONGEST_MS = 60_000;

describe('whatever stands in place of a session file', () => {
  let place: Place;
  let path: string;
  beforeEach(async () => {
    place = await Place.make();
    path = await place.written(members);
  });
  afterEach(() => place.remove());

  const kinds: [string, string, () => Promise<unknown>][] = [
    ['nothing in it', 'not-a-session', () => fs.writeFile(path, '')],
    ['random bytes', 'not-a-session', () => fs.writeFile(path, randomBytes(500))],
    ['zeros', 'not-a-session', () => fs.writeFile(path, Buffer.alloc(500))],
    ['a JSON list', 'not-a-session', () => fs.writeFile(path, '[1,2,3]')],
    ['null', 'not-a-session', () => fs.writeFile(path, 'null')],
    ['__proto__', 'not-a-session', () => fs.writeFile(path, '{"__proto__":{"polluted":true}}')],
    ['a value in plain text', 'not-a-session', () => fs.writeFile(path, JSON.stringify(kept(1)))],
    ['version 0', 'not-a-session', () => fs.writeFile(path, JSON.stringify({ v: 0, value: kept(1) }))],
    ['a sparse file of 1 GB', 'too-large', () => fs.truncate(path, 2 ** 30)],
    ['a file one byte too large', 'too-large', () => fs.writeFile(path, Buffer.alloc(256 * 1024 + 1, ' '))],
    ['a directory', 'not-a-file', async () => [await fs.rm(path), await fs.mkdir(path)]],
    ['a FIFO', 'not-a-file', async () => [await fs.rm(path), execFileSync('mkfifo', [path])]],
    [
      'a link to a good file',
      'not-a-file',
      async () => {
        await fs.rename(path, `${place.userDir}/elsewhere`);
        await fs.symlink(`${place.userDir}/elsewhere`, path);
      },
    ],
    ['a link to nowhere', 'not-a-file', async () => [await fs.rm(path), await fs.symlink('nowhere', path)]],
    ["another node's file", 'not-opened', async () => fs.rename(await place.written([member('2')]), path)],
    [
      'a file for another key',
      'not-opened',
      async () => [await fs.rm(path), await place.written([member('1', '2')])],
    ],
    ['a value that does not fit', 'unknown-content', () => place.written(members, { something: 'else' })],
    ['a list as value', 'unknown-content', () => place.written(members, [])],
    ['null as value', 'unknown-content', () => place.written(members, null)],
  ];
  for (const [what, reason, make] of kinds) {
    it(`${what}: is put away, and the next save works`, async () => {
      await make();
      const { file, found } = await place.open(...members);
      assert.deepEqual(found, { state: 'bad', reason });
      assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      assert.deepEqual(await place.names(), [`${basename(path)}.bad`]);
      await file.save(members, kept(2));
      assert.deepEqual((await place.open(...members)).found, {
        state: 'loaded',
        value: kept(2),
        outdated: false,
      });
    });
  }

  it('a link: what it points to is neither read, nor written, nor tightened', async () => {
    const elsewhere = `${place.userDir}/elsewhere`;
    await fs.writeFile(elsewhere, 'mine', { mode: 0o644 });
    await fs.rm(path);
    await fs.symlink(elsewhere, path);
    const { file } = await place.open(...members);
    await fs.symlink(elsewhere, path);
    await file.save(members, kept(2));
    assert.equal(await fs.readFile(elsewhere, 'utf8'), 'mine');
    assert.equal((await fs.stat(elsewhere)).mode & 0o777, 0o644);
    assert.ok((await fs.lstat(path)).isFile());
  });

  it('a link that comes between the look and the opening: is refused all the same', async () => {
    const disk = watchedDisk((step) => {
      if (step === 'open') throw systemError('ELOOP');
    });
    const { found } = await opened(place.files(disk), members, (value) => value);
    assert.deepEqual(found, { state: 'bad', reason: 'not-a-file' });
  });

  it('a socket: is put away without being opened', async () => {
    await fs.rm(path);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const { found } = await place.open(...members);
    await new Promise((resolve) => server.close(resolve));
    assert.deepEqual(found, { state: 'bad', reason: 'not-a-file' });
  });

  it('a file cut at any byte: nothing is loaded and nothing thrown', async () => {
    const bytes = await fs.readFile(path);
    for (let length = 0; length < bytes.length; length++) {
      await fs.writeFile(path, bytes.subarray(0, length));
      const { found } = await place.open(...members);
      assert.deepEqual(found, { state: 'bad', reason: 'not-a-session' }, `${length} bytes`);
    }
    assert.deepEqual(await place.names(), [`${basename(path)}.bad`]);
  });

  it('200 random bit flips on the disk: nothing is loaded', async () => {
    const bytes = await fs.readFile(path);
    const isRefused = async (bit: number): Promise<void> => {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await fs.writeFile(path, flipped);
      const { found } = await place.open(...members);
      // The digit of the version may become a higher one; that is refused too, as a newer version's file.
      assert.ok(found.state === 'bad' || found.state === 'newer', found.state);
    };
    const options = { numRuns: runs(200), interruptAfterTimeLimit: LONGEST_MS };
    await fc.assert(fc.asyncProperty(fc.nat(bytes.length * 8 - 1), isRefused), options);
  });

  it('arbitrary bytes: nothing is loaded and nothing thrown', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.json()), async (content) => {
        await fs.writeFile(path, content);
        const { found } = await place.open(...members);
        const expected = isNewer(Buffer.from(content))
          ? { state: 'newer' }
          : { state: 'bad', reason: 'not-a-session' };
        assert.deepEqual(found, expected);
      }),
      // A test that mocha gives up on goes on all the same, in a directory that is being removed.
      { numRuns: runs(300), examples: [['{"v":2}'], ['']], interruptAfterTimeLimit: LONGEST_MS },
    );
  });

  it('rubbish time and again: there is one .bad, the last', async () => {
    for (const text of ['first', 'second', 'third']) {
      await fs.writeFile(path, text);
      await place.open(...members);
    }
    await fs.mkdir(path);
    await place.open(...members);
    assert.deepEqual(await place.names(), [`${basename(path)}.bad`]);
    await fs.writeFile(path, 'last');
    await place.open(...members);
    assert.deepEqual(await place.names(), [`${basename(path)}.bad`]);
    assert.equal(await fs.readFile(`${path}.bad`, 'utf8'), 'last');
  });

  it('something that cannot be moved away: stays, and saving says so', async () => {
    for (const name of [path, `${path}.bad`]) {
      await fs.rm(name, { force: true });
      await fs.mkdir(name);
      await fs.writeFile(`${name}/inside`, 'x');
    }
    const { file, found } = await place.open(...members);
    assert.deepEqual(found, { state: 'bad', reason: 'not-a-file' });
    await assert.rejects(file.save(members, kept(2)), { name: 'StorageError', code: 'DISK' });
    assert.deepEqual(await place.names(), [basename(path), `${basename(path)}.bad`]);
    assert.equal(await fs.readFile(`${path}/inside`, 'utf8'), 'x');
  });

  const newer = [
    '{"v":2}',
    '{\n  "v": 3,\n  "keys": "of another kind"\n}',
    `{"v":2,"ct":"${'x'.repeat(300_000)}"}`,
  ];
  for (const text of newer) {
    it(`a newer version's file of ${text.length} bytes: stays byte for byte, nothing is saved`, async () => {
      await fs.writeFile(path, text);
      const { file, found } = await place.open(...members);
      assert.deepEqual(found, { state: 'newer' });
      await assert.rejects(file.save(members, kept(2)), { name: 'StorageError', code: 'NEWER' });
      await assert.rejects(file.save([member('2')], kept(2)), { code: 'NEWER' });
      await file.remove();
      await place.files().sweep(() => false);
      assert.equal(await fs.readFile(path, 'utf8'), text);
      assert.deepEqual(await place.names(), [basename(path)]);
    });
  }

  it("a newer version's file that comes later: is not overwritten", async () => {
    const { file } = await place.open(...members);
    await fs.writeFile(path, '{"v":2}');
    await assert.rejects(file.save(members, kept(2)), { code: 'NEWER' });
    assert.equal(await fs.readFile(path, 'utf8'), '{"v":2}');
  });

  it('hundreds of foreign files beside it: its own is found, and the others are left', async () => {
    for (let n = 0; n < 200; n++) await fs.writeFile(place.path(`0${n.toString(16)}`), 'x');
    let reads = 0;
    const disk = watchedDisk((step) => (step === 'file.read' ? reads++ : 0));
    const { found } = await opened(place.files(disk), members, (value) => value);
    assert.equal(found.state, 'loaded');
    assert.equal(reads, 64);
    assert.equal((await place.names()).length, 201);
  });
});
