/** A node as it stands in a flow. */
export interface FlowNode extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
}

export type Credentials = Record<string, Record<string, string>>;

export const ACCOUNT = 'a1';

/** The login that the simulated cloud accepts. */
export const LOGIN = { username: 'demo@example.org', password: 'demo password' } as const;

/** What the editor makes when an account dialog is opened for the first time. */
export const SESSION_KEY = '5e'.repeat(32);

/** A good login for the account of {@link flow}, without a key: nothing is kept on disk. */
export const CREDENTIALS: Credentials = { [ACCOUNT]: { ...LOGIN } };

/** The same, kept on disk. */
export const KEPT: Credentials = { [ACCOUNT]: { ...LOGIN, sessionKey: SESSION_KEY } };

export const account = (more: object = {}): FlowNode => ({ id: ACCOUNT, type: 'netatmo-account', ...more });

/** Node-RED takes a node without a place on a tab for a config node. */
const PLACE = { z: 'tab', x: 100, y: 100 } as const;

/** A node of which everything that has a default is missing. */
export const setNode = (more: object = {}): FlowNode => ({
  ...PLACE,
  ...{ id: 'set', type: 'netatmo-set-truetemp', account: ACCOUNT, room: 'Kitchen', wires: [['out']] },
  ...more,
});

export const getNode = (more: object = {}): FlowNode => ({
  ...PLACE,
  ...{ id: 'get', type: 'netatmo-get-rooms', account: ACCOUNT, wires: [['out']] },
  ...more,
});

/** A tab that notes what nodes send, what goes wrong and what is done. */
export const tab = (...nodes: FlowNode[]): FlowNode[] => [
  { id: 'tab', type: 'tab', label: 'Heating' },
  ...nodes,
  { ...PLACE, id: 'out', type: 'helper' },
  { ...PLACE, id: 'catching', type: 'catch', scope: null, wires: [['caught']] },
  { ...PLACE, id: 'caught', type: 'helper' },
  { ...PLACE, id: 'completing', type: 'complete', scope: ['set', 'get'], wires: [['completed']] },
  { ...PLACE, id: 'completed', type: 'helper' },
];

/** One account, a set truetemp and a get rooms node. */
export const flow = (set: object = {}, get: object = {}, config: object = {}): FlowNode[] =>
  tab(account(config), setNode(set), getNode(get));
