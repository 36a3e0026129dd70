import assert from 'node:assert/strict';
import { ACCOUNT_TYPE, accountNodesIn, type FlowNode } from '../../src/account/deleted-nodes';

describe('the account nodes in the flows', () => {
  const account = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
    id,
    type: ACCOUNT_TYPE,
    ...more,
  });
  const flows: readonly FlowNode[] = [
    account('a'),
    account('demo', { service: 'simulated' }),
    account('forgetful', { keepSession: false }),
    account('in-template'),
    { id: 'subflow', type: 'subflow:1' },
    { id: 'inner', type: 'subflow:2' },
    { id: 'other', type: 'netatmo-get-rooms' },
  ];
  for (const [what, id, isThere, mayHaveFile] of [
    ['one of the flows', 'a', true, true],
    ['one of the demo home', 'demo', true, false],
    ['one that does not stay signed in', 'forgetful', true, false],
    ['one whose id has a dash', 'in-template', true, true],
    ['one in a subflow', 'subflow-a', true, true],
    ['one in a subflow in a subflow', 'inner-subflow-a', true, true],
    ['one in a subflow that is gone', 'gone-a', false, false],
    ['one taken out of its subflow', 'subflow-gone', false, false],
    ['one that is gone', 'gone', false, false],
    ['a node of another type', 'other', false, false],
  ] as const)
    it(`${isThere ? 'are' : 'are not'} ${what}, which ${mayHaveFile ? 'may have' : 'has no'} file`, () => {
      const nodes = accountNodesIn(flows);
      assert.deepEqual([nodes.hold(id), nodes.mayHaveFile(id)], [isThere, mayHaveFile]);
    });
});
