import assert from 'node:assert/strict';
import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';
import accountNode from '../../nodes/netatmo-account';
import getRoomsNode from '../../nodes/netatmo-get-rooms';
import setTruetempNode from '../../nodes/netatmo-set-truetemp';
import { routesOf, unguarded } from './support/route-walk';

const PACKAGE = [(RED: NodeAPI) => accountNode(RED), getRoomsNode, setTruetempNode];

describe('the package’s routes', () => {
  it('are five, all on the admin side, each asking for its right first', () => {
    const { routes, guards } = routesOf(...PACKAGE);
    assert.deepEqual(unguarded(routes, guards), []);
    assert.deepEqual(
      routes.map(({ method, path }) => `${method} ${String(path)}`),
      [
        'get /netatmo-truetemp/token',
        'get /netatmo-truetemp/:id/rooms',
        'get /netatmo-truetemp/:id/diagnostics',
        'post /netatmo-truetemp/:id/test',
        'post /netatmo-truetemp/:id/forget',
      ],
    );
  });

  const open: RequestHandler = (_req, res) => void res.end();
  const planted: readonly [string, (RED: NodeAPI) => unknown][] = [
    ['without a guard', ({ httpAdmin }) => httpAdmin.get('/netatmo-truetemp/x', open)],
    [
      'with its guard second',
      ({ httpAdmin, auth }) =>
        httpAdmin.get('/netatmo-truetemp/x', open, auth.needsPermission('netatmo-account.read')),
    ],
    [
      'that writes with the right to read',
      ({ httpAdmin, auth }) =>
        httpAdmin.post('/netatmo-truetemp/x', auth.needsPermission('netatmo-account.read'), open),
    ],
    [
      'for everybody',
      ({ httpAdmin, auth }) => httpAdmin.get('/netatmo-truetemp/x', auth.needsPermission(''), open),
    ],
    [
      'by another method',
      ({ httpAdmin, auth }) =>
        httpAdmin.put('/netatmo-truetemp/x', auth.needsPermission('netatmo-account.write'), open),
    ],
    [
      'by all methods',
      ({ httpAdmin, auth }) =>
        httpAdmin.all('/netatmo-truetemp/x', auth.needsPermission('netatmo-account.read'), open),
    ],
    ['as a middleware', ({ httpAdmin }) => httpAdmin.use('/netatmo-truetemp', open)],
    ['of a chain', ({ httpAdmin }) => httpAdmin.route('/netatmo-truetemp/x').get(open)],
    [
      'in Node-RED’s own name',
      ({ httpAdmin, auth }) => httpAdmin.get('/flows', auth.needsPermission('netatmo-account.read'), open),
    ],
    [
      'on the public side',
      ({ httpNode, auth }) =>
        httpNode.get('/netatmo-truetemp/x', auth.needsPermission('netatmo-account.read'), open),
    ],
  ];
  for (const [what, plant] of planted) {
    it(`are found wanting with one more ${what}`, () => {
      const { routes, guards } = routesOf(...PACKAGE, (RED) => void plant(RED));
      assert.ok(unguarded(routes, guards).length > 0);
    });
  }
});
