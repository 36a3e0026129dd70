import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Secret } from '../../src/cloud/secret';
import type { SessionFile } from '../../src/storage/session-file';
import { kept, key, member, nodeId, parseKept, parseOf, Place, opened } from './support';

describe('session files', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(() => place.remove());

  it('finds nothing in a directory that does not exist, and makes none by looking', async () => {
    assert.deepEqual((await place.open(member('1'))).found, { state: 'absent' });
    await assert.rejects(fs.lstat(place.directory), { code: 'ENOENT' });
  });

  it('gives back what was saved, to a fresh process', async () => {
    await place.written([member('1')], kept(7));
    assert.deepEqual((await place.open(member('1'))).found, {
      state: 'loaded',
      value: kept(7),
      outdated: false,
    });
  });

  it('writes one file, named after the first node, that shows nothing of its content', async () => {
    const path = await place.written([member('1'), member('2')], kept(7, 'somebody'));
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    const text = await fs.readFile(path, 'latin1');
    assert.ok(!text.includes('somebody') && !text.includes('1'.repeat(64)));
  });

  it('saves again and again into the same file', async () => {
    const { file } = await place.open(member('1'));
    for (const count of [1, 2, 3]) await file.save([member('1')], kept(count));
    assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    assert.deepEqual((await place.open(member('1'))).found, {
      state: 'loaded',
      value: kept(3),
      outdated: false,
    });
  });

  it('keeps a node id that is a path inside its directory', async () => {
    const evil = { nodeId: '../../x', key: key('1') };
    await place.written([evil]);
    assert.deepEqual(await fs.readdir(place.userDir), ['netatmo-truetemp']);
    assert.equal((await place.open(evil)).found.state, 'loaded');
  });

  it('makes Object.prototype no different, whatever a value says', async () => {
    await place.written([member('1')], JSON.parse('{"__proto__":{"polluted":true},"account":"x","count":1}'));
    assert.equal((await place.open(member('1'))).found.state, 'loaded');
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  describe('shared by several nodes', () => {
    it('opens with the key of each', async () => {
      await place.written([member('1'), member('2'), member('3')], kept(5));
      for (const digit of '123') {
        const { found } = await place.open(member(digit));
        assert.deepEqual(found, { state: 'loaded', value: kept(5), outdated: true });
      }
    });

    it('is no business of a node that it does not name, even with the same key', async () => {
      await place.written([member('1', '9')]);
      assert.deepEqual((await place.open(member('2', '9'))).found, { state: 'absent' });
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    });

    it('is written under the remaining key when a node goes, and opens with the other no more', async () => {
      await place.written([member('1'), member('2')], kept(5));
      const { file } = await place.open(member('2'));
      await file.save([member('2')], kept(6));
      assert.deepEqual(await place.names(), [`${nodeId('2')}.session`]);
      assert.deepEqual((await place.open(member('1'))).found, { state: 'absent' });
      const { found } = await place.open(member('2'));
      assert.deepEqual(found, { state: 'loaded', value: kept(6), outdated: false });
    });

    it('is saved for a node that joins', async () => {
      const both = [member('1'), member('2')];
      await place.written([member('1')]);
      const { file, found } = await place.open(...both);
      assert.deepEqual(found, { state: 'loaded', value: kept(1), outdated: true });
      await file.save(both, kept(2));
      assert.deepEqual((await place.open(member('2'))).found, {
        state: 'loaded',
        value: kept(2),
        outdated: true,
      });
    });

    it('opens by a member whose key still fits when the key of another was lost', async () => {
      await place.written([member('1'), member('2')]);
      assert.equal((await place.open(member('1', '8'), member('2'))).found.state, 'loaded');
    });

    it('becomes one when two accounts with a file each become one', async () => {
      const one = await place.open(member('1'));
      await one.file.save([member('1')], kept(1));
      const two = await place.open(member('2'));
      for (const count of [2, 3]) await two.file.save([member('2')], kept(count));
      const both = [member('1'), member('2')];
      const { file, found } = await place.open(...both);
      assert.deepEqual(found, { state: 'loaded', value: kept(3), outdated: true, older: [kept(1)] });
      await file.save(both, kept(4));
      assert.deepEqual(await place.names(), [`${nodeId('2')}.session`]);
    });

    it('takes the later write when a move to another name was cut short', async () => {
      const old = await place.written([member('1'), member('2')], kept(1));
      const bytes = await fs.readFile(old);
      const { file } = await place.open(member('2'));
      await file.save([member('2')], kept(2));
      await fs.writeFile(old, bytes);
      const again = await place.open(member('2'));
      assert.deepEqual(again.found, { state: 'loaded', value: kept(2), outdated: true, older: [kept(1)] });
    });
  });

  describe('of accounts that share a node over time', () => {
    const a = member('1');
    const b = member('2');
    const open = (account: string, ...members: (typeof a)[]) =>
      opened(place.files(), members, parseOf(account));
    const count = async (account: string, member_: typeof a): Promise<number | undefined> => {
      const { found } = await open(account, member_);
      return found.state === 'loaded' ? found.value.count : undefined;
    };
    let x: SessionFile;
    beforeEach(async () => {
      x = (await open('x', a, b)).file;
      await x.save([a, b], kept(1, 'x'));
    });

    it("are kept apart: the other account's file is passed over, not put away", async () => {
      assert.deepEqual((await open('y', a)).found, { state: 'absent' });
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    });

    const orders: [string, readonly ('x' | 'y')[]][] = [
      ['the old account saves first', ['x', 'y']],
      ['the new account saves first', ['y', 'x']],
      ['only the new account saves', ['y']],
      ['both save in turns', ['y', 'x', 'y', 'x']],
    ];
    for (const [what, order] of orders) {
      it(`both survive when a node moves: ${what}`, async () => {
        const y = (await open('y', a)).file;
        for (const turn of order) {
          if (turn === 'x') await x.save([b], kept(2, 'x'));
          else await y.save([a], kept(3, 'y'));
        }
        assert.equal(await count('y', a), 3);
        assert.equal(await count('x', b), order.includes('x') ? 2 : 1);
      });
    }

    it('do not delete each other', async () => {
      const y = (await open('y', a)).file;
      await y.save([a], kept(3, 'y'));
      await x.remove();
      assert.equal(await count('y', a), 3);
      assert.equal((await place.names()).length, 1);
    });

    it('leave no file behind when the only node of the old one moves', async () => {
      const alone = (await open('z', member('3'))).file;
      await alone.save([member('3')], kept(1, 'z'));
      const y = (await open('y', member('3'))).file;
      await y.save([member('3')], kept(2, 'y'));
      assert.equal(await count('y', member('3')), 2);
      assert.equal((await place.names()).length, 2);
    });
  });

  describe('keys', () => {
    it('rotate: the old one reads, the new one writes, then the old one can go', async () => {
      await place.written([member('1', 'a')], kept(4));
      const rotating = { ...member('1', 'b'), oldKeys: [key('a')] };
      const { file, found } = await place.open(rotating);
      assert.deepEqual(found, { state: 'loaded', value: kept(4), outdated: true });
      await file.save([rotating], kept(5));
      assert.equal((await place.open(member('1', 'b'))).found.state, 'loaded');
      const old = await place.open(member('1', 'a'));
      assert.deepEqual(old.found, { state: 'bad', reason: 'not-opened' });
    });

    it('that do not fit put the file away and start anew', async () => {
      await place.written([member('1')]);
      const { file, found } = await place.open(member('1', '2'));
      assert.deepEqual(found, { state: 'bad', reason: 'not-opened' });
      await file.save([member('1', '2')], kept(2));
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`, `${nodeId('1')}.session.bad`]);
      assert.equal((await place.open(member('1', '2'))).found.state, 'loaded');
    });

    it('that fit again find what was put away, though something else was saved since', async () => {
      await place.written([member('1')]);
      const { file } = await place.open(member('1', '2'));
      await file.save([member('1', '2')], kept(2));
      const mended = { ...member('1', '2'), oldKeys: [key('1')] };
      const { file: again, found } = await place.open(mended);
      assert.deepEqual(found, { state: 'loaded', value: kept(2), outdated: true, older: [kept(1)] });
      await again.save([mended], kept(3));
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    });

    it('that fit again find what was put away, and nothing else is there', async () => {
      await place.written([member('1')]);
      assert.deepEqual((await place.open(member('1', '2'))).found, { state: 'bad', reason: 'not-opened' });
      const { file, found } = await place.open(member('1'));
      assert.deepEqual(found, { state: 'loaded', value: kept(1), outdated: true });
      await file.save([member('1')], kept(2));
      assert.deepEqual(await place.names(), [`${nodeId('1')}.session`]);
    });

    it('that are missing leave the file alone, and nothing is ever written in plain text', async () => {
      const path = await place.written([member('1')]);
      const before = await fs.readFile(path);
      for (const keyless of [[], [{ nodeId: nodeId('1'), key: new Secret('') }]]) {
        const { file, found } = await place.open(...keyless);
        assert.deepEqual(found, { state: 'absent' });
        await assert.rejects(file.save(keyless, kept(2)), { name: 'StorageError', code: 'NO_KEY' });
      }
      assert.deepEqual(await fs.readFile(path), before);
      assert.equal((await place.names()).length, 1);
    });
  });

  describe('saved at the same time', () => {
    it('keep the value as it was when it was given', async () => {
      const { file } = await place.open(member('1'));
      const value = { account: 'x', count: 1 };
      const saving = file.save([member('1')], value);
      value.count = 2;
      await saving;
      assert.deepEqual((await place.open(member('1'))).found, {
        state: 'loaded',
        value: kept(1),
        outdated: false,
      });
    });

    it('do not disturb each other, and an opening after them sees them', async () => {
      const files = place.files();
      const digits = ['1', '2', '3', '4'];
      const all = await Promise.all(digits.map((digit) => opened(files, [member(digit)], parseKept)));
      const saves = all.map(({ file }, i) => file.save([member(digits[i] ?? '')], kept(i)));
      const again = await Promise.all(digits.map((digit) => opened(files, [member(digit)], parseKept)));
      await Promise.all(saves);
      assert.deepEqual(
        again.map(({ found }) => (found.state === 'loaded' ? found.value.count : found.state)),
        [0, 1, 2, 3],
      );
    });

    it('go on after one that failed', async () => {
      const { file } = await place.open(member('1'));
      await assert.rejects(file.save([], kept(1)), { code: 'NO_KEY' });
      await file.save([member('1')], kept(2));
      assert.equal((await place.open(member('1'))).found.state, 'loaded');
    });
  });

  describe('read again', () => {
    const ours = [member('1')];
    const replace = async (counts: readonly number[]): Promise<void> => {
      await fs.rm(place.directory, { recursive: true });
      const { file } = await place.open(...ours);
      for (const count of counts) await file.save(ours, kept(count));
    };

    it('say when nothing has changed', async () => {
      const { file } = await place.open(...ours);
      assert.deepEqual(await file.read(ours, parseKept), { state: 'absent' });
      await file.save(ours, kept(1));
      assert.deepEqual(await file.read(ours, parseKept), { state: 'unchanged' });
    });

    it('give what another process has written since', async () => {
      const { file } = await place.open(...ours);
      await file.save(ours, kept(1));
      await (await place.open(...ours)).file.save(ours, kept(2));
      assert.deepEqual(await file.read(ours, parseKept), {
        state: 'loaded',
        value: kept(2),
        outdated: false,
      });
      assert.deepEqual(await file.read(ours, parseKept), { state: 'unchanged' });
    });

    it('say when an older file has been put in its place', async () => {
      const { file } = await place.open(...ours);
      for (const count of [1, 2]) await file.save(ours, kept(count));
      await replace([9]);
      assert.deepEqual(await file.read(ours, parseKept), { state: 'replaced', value: kept(9) });
      assert.deepEqual(await file.read(ours, parseKept), { state: 'unchanged' });
    });

    it('give what a disk holds that was mounted later', async () => {
      const { file } = await place.open(...ours);
      await file.save(ours, kept(1));
      await replace([7, 8, 9]);
      assert.deepEqual(await file.read(ours, parseKept), {
        state: 'loaded',
        value: kept(9),
        outdated: false,
      });
    });
  });

  describe('refuse to save', () => {
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    const values: [string, unknown, string][] = [
      ['undefined', undefined, 'NOT_JSON'],
      ['a circle', circular, 'NOT_JSON'],
      ['a bigint', 1n, 'NOT_JSON'],
      ['what would not be read again for its size', 'x'.repeat(256 * 1024), 'TOO_LARGE'],
    ];
    for (const [what, value, code] of values) {
      it(`${what}, and keep what they have`, async () => {
        await place.written([member('1')], kept(1));
        const { file } = await place.open(member('1'));
        await assert.rejects(file.save([member('1')], value), { name: 'StorageError', code });
        assert.equal((await place.open(member('1'))).found.state, 'loaded');
      });
    }
  });
});
