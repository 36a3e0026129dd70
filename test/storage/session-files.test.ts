import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { thisProcess } from '../../src/storage/this-process';
import { fileName, kept, key, member, nodeId, opened, parseKept, Place } from './support';

describe('deleting session files', () => {
  let place: Place;
  beforeEach(async () => (place = await Place.make()));
  afterEach(() => place.remove());

  describe('of nodes that want none', () => {
    it('needs no key and spares files of other nodes', async () => {
      await place.written([member('1'), member('2')]);
      await place.written([member('3')]);
      await place.files().remove([nodeId('1')]);
      assert.deepEqual(await place.names(), [fileName('1'), fileName('3')]);
      await place.files().remove([nodeId('1'), nodeId('2')]);
      assert.deepEqual(await place.names(), [fileName('3')]);
    });

    it('takes what cannot be used under their names too, but not what is newer', async () => {
      await place.written([member('1')]);
      await place.put(fileName('1'), 'rubbish');
      await place.put(fileName('1', '.bad'), 'rubbish');
      await place.put(fileName('2'), '{"v":2,"alg":"?"}');
      await place.files().remove([nodeId('1'), nodeId('2')]);
      assert.deepEqual(await place.names(), [fileName('2')]);
    });
  });

  describe('at start', () => {
    it('takes the files, .bad and temporaries of nodes that are in no flow', async () => {
      for (const members of [[member('1')], [member('2'), member('3')], [member('4')]])
        await place.written(members);
      for (const digit of '14') await place.put(fileName(digit, '.bad'), 'x');
      await place.put(fileName('1', '.0123456789abcdef.tmp'), 'x');
      await place.age();
      const inFlows = new Set([nodeId('3'), nodeId('4')]);
      await place.files().sweep((id) => inFlows.has(id));
      assert.deepEqual(await place.names(), [fileName('2'), fileName('4'), fileName('4', '.bad')]);
    });

    it('finds a node whose id is only hashed in the name', async () => {
      const odd = { nodeId: 'Some Node', key: key('1') };
      await place.written([odd]);
      await place.age();
      await place.files().sweep((id) => id === odd.nodeId);
      assert.equal((await place.open(odd)).found.state, 'loaded');
      await place.age();
      await place.files().sweep(() => false);
      assert.deepEqual(await place.names(), []);
    });

    it('leaves what is newer, what is not ours, and rubbish that its account will put away', async () => {
      await place.written([member('1')]);
      const hashed = `h${'0'.repeat(32)}.session`;
      const stay: [string, string][] = [
        [fileName('2'), '{"v":2,"alg":"?"}'],
        [fileName('3'), 'rubbish'],
        [hashed, 'rubbish'],
        ['session.lock', 'x'],
        ['notes.txt', 'x'],
      ];
      for (const [name, text] of stay) await place.put(name, text);
      await place.put(fileName('4'), 'rubbish');
      await place.age();
      await place.files().sweep((id) => id === nodeId('3'));
      assert.deepEqual(await place.names(), stay.map(([name]) => name).sort());
      assert.equal(await fs.readFile(place.path(nodeId('2')), 'utf8'), '{"v":2,"alg":"?"}');
    });

    it('leaves what another Node-RED with other flows may use: written to within 7 days', async () => {
      const path = await place.written([member('1')]);
      await place.put(fileName('2', '.bad'), 'x');
      for (const days of [0, 6.9, -3]) {
        await place.age(days);
        await place.files().sweep(() => false);
        assert.deepEqual(await place.names(), [fileName('1'), fileName('2', '.bad')], `${days} days`);
      }
      await place.age(7.1);
      await place.files().sweep(() => false);
      assert.deepEqual(await place.names(), []);
      await assert.rejects(fs.stat(path), { code: 'ENOENT' });
    });

    it('takes at once what is there for nodes in the flows that want no file', async () => {
      await place.written([member('1')]);
      await place.written([member('2'), member('3')]);
      await place.put(fileName('1', '.bad'), 'x');
      await place.files().sweep(
        () => false,
        (id) => id !== nodeId('3'),
      );
      assert.deepEqual(await place.names(), [fileName('2')]);
    });

    it('leaves what somebody has started with within 7 days, though nothing was written since', async () => {
      await place.written([member('1')]);
      await place.age();
      await place.open(member('1'));
      await place.files().sweep(() => false);
      assert.deepEqual(await place.names(), [fileName('1')]);
    });

    it('leaves what a living process has the lock of, and takes it when that is over', async () => {
      await place.written([member('1')]);
      await place.age();
      const alive = { id: 'f'.repeat(16), pid: process.ppid, host: thisProcess.host, at: Date.now() };
      await place.put(fileName('1', '.lock'), JSON.stringify(alive));
      await place.files().sweep(() => false);
      assert.deepEqual(await place.names(), [fileName('1'), fileName('1', '.lock')]);
      await place.put(fileName('1', '.lock'), JSON.stringify({ ...alive, pid: 2 ** 30 }));
      await place.files().sweep(() => false);
      assert.deepEqual(await place.names(), []);
    });

    it('takes all that it can and then says what it could not', async () => {
      await place.written([member('1')]);
      await fs.mkdir(place.path(nodeId('0')));
      await fs.writeFile(`${place.path(nodeId('0'))}/inside`, 'x');
      await place.age();
      const sweeping = place.files().sweep(() => false);
      await assert.rejects(sweeping, { name: 'StorageError', code: 'DISK', errno: 'ENOTEMPTY' });
      assert.deepEqual(await place.names(), [fileName('0')]);
    });
  });

  it('leaves the other processes of the directory working', async () => {
    const { file: theirs } = await opened(place.files(), [member('1')], parseKept);
    await theirs.save([member('1')], kept(1));
    await fs.rm(place.directory, { recursive: true });
    await theirs.save([member('1')], kept(2));
    assert.equal((await place.open(member('1'))).found.state, 'loaded');
  });
});
