import assert from 'node:assert/strict';
import { NetatmoError } from '../../src/cloud/errors';

/** What a parser gives; undefined when it refuses with one of these codes. */
export function parsed<T>(parse: () => T, ...codes: readonly string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    assert.ok(error instanceof NetatmoError && codes.includes(error.code), String(error));
    return undefined;
  }
}
