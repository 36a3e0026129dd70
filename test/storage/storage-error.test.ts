import assert from 'node:assert/strict';
import { errnoOf, StorageError, toStorageError } from '../../src/storage/storage-error';
import { systemError } from './support';

describe('why a value could not be kept', () => {
  const rows: readonly [thrown: unknown, code: string, errno: string | undefined, told: string][] = [
    [systemError('ENOSPC'), 'DISK', 'ENOSPC', 'ENOSPC'],
    [new Error('/home/somebody/secret'), 'DISK', 'UNKNOWN', 'UNKNOWN'],
    [Object.assign(new Error('odd'), { code: 5 }), 'DISK', 'UNKNOWN', 'UNKNOWN'],
    ['a text', 'DISK', 'UNKNOWN', 'UNKNOWN'],
    [undefined, 'DISK', 'UNKNOWN', 'UNKNOWN'],
    [new StorageError('NO_KEY'), 'NO_KEY', undefined, 'NO_KEY'],
    [new StorageError('DISK', 'EROFS'), 'DISK', 'EROFS', 'EROFS'],
  ];
  for (const [thrown, code, errno, told] of rows)
    it(`is ${told}, and nothing else, for ${String(thrown)}`, () => {
      const error = toStorageError(thrown);
      assert.deepEqual(
        [error.code, error.errno, error.name, error.cause],
        [code, errno, 'StorageError', undefined],
      );
      assert.equal(errnoOf(error), told);
      assert.doesNotMatch(error.message, /somebody|odd/);
    });

  it('is told by an error of its own as it is', () => {
    const error = new StorageError('TOO_LARGE');
    assert.equal(toStorageError(error), error);
  });
});
