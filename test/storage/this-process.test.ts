import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { thisProcess } from '../../src/storage/this-process';

describe('this process', () => {
  it('knows which processes live', () => {
    assert.equal(thisProcess.isAlive(process.pid), true);
    assert.equal(thisProcess.isAlive(Number(execFileSync('sh', ['-c', 'echo $$']))), false);
  });
});
