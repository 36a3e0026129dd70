import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { Secret } from '../../src/cloud/secret';
import type { SessionFile } from '../../src/storage/session-file';
import { kept, key, member, nodeId, opened, parseOf, Place } from './support';

describe('the file of an account is found', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(() => place.remove());

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
});
