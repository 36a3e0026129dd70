import assert from 'node:assert/strict';
import type { NextFunction, Request, Response } from 'express';
import { answer } from '../../nodes/admin-answer';

describe('an answer to a dialog', () => {
  /** Gives what Node-RED's own error handler gets. */
  const handed = (work: () => Promise<object>, change: object = {}): Promise<unknown> =>
    new Promise((resolve) => {
      const response: object = {
        removeHeader: () => undefined,
        status: () => response,
        set: () => response,
        json: () => resolve('answered'),
        ...change,
      };
      const next: NextFunction = (error) => resolve(error);
      void answer(work)({} as unknown as Request, response as unknown as Response, next);
    });
  const gone = new Error('Cannot remove headers after they are sent to the client');
  const tooLate = {
    removeHeader: () => {
      throw gone;
    },
  };

  it('leaves, good or bad', async () => {
    assert.equal(await handed(() => Promise.resolve({})), 'answered');
    assert.equal(await handed(() => Promise.reject(new Error('made up'))), 'answered');
  });

  it('that cannot leave is Node-RED’s to end', async () => {
    assert.equal(await handed(() => Promise.resolve({}), tooLate), gone);
    assert.equal(await handed(() => Promise.reject(new Error('made up')), tooLate), gone);
  });
});
