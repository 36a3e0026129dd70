import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './support/project';

/** Types, what only puts parts together, and what only hands on. */
const WITHOUT = ['account/services.ts', 'cloud/cloud.ts', 'correction/mode.ts'];

describe('the names of test files', () => {
  it('are those of the rules: each file of src has its own, but the simulator, which is tested as a whole', () => {
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.ts') && !path.startsWith('simulator/'));
    const untested = files.filter((path) => !existsSync(join(ROOT, 'test', path.replace(/ts$/, 'test.ts'))));
    assert.deepEqual(untested.sort(), WITHOUT);
  });
});
