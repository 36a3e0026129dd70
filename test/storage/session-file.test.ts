import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { fileName, kept, key, member, nodeId, opened, parseKept, Place } from './support';

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

  describe('of an account that goes', () => {
    it('takes its file and its .bad, and no other', async () => {
      await place.written([member('2')]);
      const { file: ours } = await place.open(member('1'));
      await ours.save([member('1')], kept(1));
      await place.put(fileName('1', '.bad'), 'x');
      await place.put(fileName('2', '.bad'), 'x');
      await ours.remove();
      assert.deepEqual(await place.names(), [fileName('2'), fileName('2', '.bad')]);
    });

    it('comes after a save that waits, and a later save makes the file anew', async () => {
      const { file: ours } = await place.open(member('1'));
      await Promise.all([ours.save([member('1')], kept(1)), ours.remove()]);
      assert.deepEqual(await place.names(), []);
      await ours.save([member('1')], kept(2));
      assert.equal((await place.open(member('1'))).found.state, 'loaded');
    });

    it('is fine without a file or a directory', async () => {
      const { file: ours } = await place.open(member('1'));
      await ours.remove();
      await place.files().remove([nodeId('1')]);
      await place.files().sweep(() => false);
    });
  });
});
