const at = (type: string, id: string, more: object): object => ({
  ...{ id, type, z: 'tab', x: 100, y: 100, wires: [] },
  ...more,
});

/** An http endpoint into a node of ours; what it sends is the answer. */
const endpoint = (path: string, to: string): object =>
  at('http in', `in-${path}`, { url: `/${path}`, method: 'post', wires: [[to]] });

/** What a Catch node gets, as the answer with status 500. */
const FAILED = `
const { message, code } = msg.error;
msg.payload = { message, code, netatmo: msg.netatmo };
msg.statusCode = 500;
return msg;`;

export const ACCOUNT = 'acc0';

export interface FlowOptions {
  readonly account?: object;
  readonly tab?: object;
  readonly name?: string;
}

/** Three endpoints: `rooms`, `set` with `{room, temperature}`, and `history` with `{room}`. */
export const flows = ({ account = {}, tab = {}, name = '' }: FlowOptions = {}): object[] => {
  const room = { account: ACCOUNT, room: 'payload.room', roomType: 'msg', name };
  return [
    { id: 'tab', type: 'tab', label: 'Heating', ...tab },
    { id: ACCOUNT, type: 'netatmo-account', z: 'tab', service: 'simulated', ...account },
    endpoint('rooms', 'get'),
    at('netatmo-get-rooms', 'get', { account: ACCOUNT, wires: [['answer']] }),
    endpoint('set', 'set'),
    // A wide tolerance: what has been corrected once is right, however the house moves while the test runs.
    at('netatmo-set-truetemp', 'set', {
      ...room,
      ...{ temperature: 'payload.temperature', temperatureType: 'msg', tolerance: 1, wires: [['answer']] },
    }),
    endpoint('history', 'mark'),
    at('change', 'mark', {
      rules: [{ t: 'set', p: 'history', pt: 'msg', to: 'true', tot: 'bool' }],
      wires: [['past']],
    }),
    at('netatmo-set-truetemp', 'past', { ...room, wires: [['answer']] }),
    at('catch', 'caught', { scope: null, wires: [['failed']] }),
    at('function', 'failed', { func: FAILED, outputs: 1, wires: [['answer']] }),
    at('http response', 'answer', {}),
  ];
};
