import assert from 'node:assert/strict';
import type { NextFunction, Request, Response } from 'express';
import { answer } from '../../nodes/admin-http';

describe('an answer to a dialog', () => {
  const NOON = Date.UTC(2026, 0, 12, 12);
  const clock = { now: () => NOON };

  /** Gives what leaves, or what Node-RED's own error handler gets. */
  const handed = (work: () => Promise<object>, change: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const response: object = {
        removeHeader: () => undefined,
        status: () => response,
        set: () => response,
        json: resolve,
        ...change,
      };
      const next: NextFunction = (error) => resolve(error);
      void answer(clock, work)({} as unknown as Request, response as unknown as Response, next);
    });
  const gone = new Error('Cannot remove headers after they are sent to the client');
  const tooLate = {
    removeHeader: () => {
      throw gone;
    },
  };

  it('leaves, good or bad, and tells what time it is where the accounts live', async () => {
    const at = '2026-01-12T12:00:00.000Z';
    assert.deepEqual(await handed(() => Promise.resolve({ homes: [] })), { at, homes: [] });
    const failed = (await handed(() => Promise.reject(new Error('made up')))) as { error: { code: string } };
    assert.deepEqual({ ...failed, error: failed.error.code }, { at, error: 'CLOUD_ERROR' });
  });

  it('that cannot leave is Node-RED’s to end', async () => {
    assert.equal(await handed(() => Promise.resolve({}), tooLate), gone);
    assert.equal(await handed(() => Promise.reject(new Error('made up')), tooLate), gone);
  });
});
