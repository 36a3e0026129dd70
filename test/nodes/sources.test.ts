import assert from 'node:assert/strict';
import type { CorrectionResult } from '../../src/correction/result';
import { benches, type Bench, type Message } from './support/bench';
import { account, flow, setNode, tab, type FlowNode } from './support/flows';

const KITCHEN_ID = '1000000002';

/** Where a value may come from, beside the message. */
interface Given {
  readonly flow?: unknown;
  readonly global?: unknown;
  readonly env?: string;
}

describe('where the set truetemp node takes its values from', () => {
  const open = benches();

  const start = async (node: object, given: Given = {}): Promise<Bench> => {
    const bench = await open();
    const [first, ...others] = tab(account(), setNode(node));
    const env = given.env === undefined ? [] : [{ name: 'GIVEN', value: given.env, type: 'str' }];
    await bench.start([{ ...first, env } as FlowNode, ...others]);
    const context = bench.node('set').context();
    context.flow.set('given', given.flow);
    context.global.set('given', given.global);
    return bench;
  };

  /** Room id and true temperature of the answer, or the code of the error. */
  const result = async (bench: Bench, message: Message): Promise<unknown> => {
    const { sent, caught, completed } = await bench.send(message);
    assert.deepEqual([sent.length, caught.length], [completed, 1 - completed]);
    const answer = sent[0]?.payload as CorrectionResult | undefined;
    if (answer) return [answer.room.id, answer.trueTemperature];
    return (caught[0]?.['netatmo'] as { code: string }).code;
  };

  const FOUND = [KITCHEN_ID, 22];

  const rooms: readonly [name: string, node: object, given: Given, message: Message, found: unknown][] = [
    ['room: an id', { room: KITCHEN_ID, roomType: 'room' }, {}, {}, FOUND],
    ['room: the default type', { room: KITCHEN_ID }, {}, {}, FOUND],
    ['room: nothing chosen', { room: '', roomType: 'room' }, {}, {}, 'INVALID_ROOM'],
    ['room: missing', { room: undefined }, {}, {}, 'INVALID_ROOM'],
    ['str: a name', { room: ' kitchen ', roomType: 'str' }, {}, {}, FOUND],
    ['str: an id', { room: KITCHEN_ID, roomType: 'str' }, {}, {}, FOUND],
    ['str: empty', { room: '', roomType: 'str' }, {}, {}, 'INVALID_ROOM'],
    ['msg', { room: 'topic', roomType: 'msg' }, {}, { topic: 'Kitchen' }, FOUND],
    ['msg: nested', { room: 'a.room', roomType: 'msg' }, {}, { a: { room: 'Kitchen' } }, FOUND],
    ['msg: a number is its digits', { room: 'topic', roomType: 'msg' }, {}, { topic: 1000000002 }, FOUND],
    ['msg: missing', { room: 'topic', roomType: 'msg' }, {}, {}, 'INVALID_ROOM'],
    ['msg: its parent missing', { room: 'a.b.room', roomType: 'msg' }, {}, {}, 'INVALID_ROOM'],
    ['msg: an object', { room: 'a', roomType: 'msg' }, {}, { a: { id: 1 } }, 'INVALID_ROOM'],
    ['flow', { room: 'given', roomType: 'flow' }, { flow: 'Kitchen' }, {}, FOUND],
    ['flow: missing', { room: 'given', roomType: 'flow' }, {}, {}, 'INVALID_ROOM'],
    ['global', { room: 'given', roomType: 'global' }, { global: 'Kitchen' }, {}, FOUND],
    ['env', { room: 'GIVEN', roomType: 'env' }, { env: 'Kitchen' }, {}, FOUND],
    ['env: not set', { room: 'NOT_SET_ANYWHERE', roomType: 'env' }, {}, {}, 'INVALID_ROOM'],
    ['an unknown type', { room: 'given', roomType: 'jsonata (' }, {}, {}, 'CONFIG'],
    ['a type of other fields', { room: 'Kitchen', roomType: 'jsonata' }, {}, {}, 'CONFIG'],
    ['a type that is no text', { room: 'Kitchen', roomType: 7 }, {}, {}, 'CONFIG'],
  ];
  for (const [name, node, given, message, found] of rooms) {
    it(`room from ${name}`, async () => {
      const bench = await start({ ...node, temperature: '22', temperatureType: 'num' }, given);
      assert.deepEqual(await result(bench, message), found);
      if (found === 'INVALID_ROOM' || found === 'CONFIG') assert.equal(bench.simulator.log.total, 0);
    });
  }

  const property = (temperatureType: string, temperature: string): object => ({
    temperature,
    temperatureType,
  });
  const temperatures: readonly [
    name: string,
    node: object,
    given: Given,
    message: Message,
    found: unknown,
  ][] = [
    ['msg.payload by default', {}, {}, { payload: 22 }, FOUND],
    ['msg', property('msg', 'a.b'), {}, { a: { b: 22 } }, FOUND],
    ['msg: a numeric string', property('msg', 'payload'), {}, { payload: ' +22.0 ' }, FOUND],
    ['msg: missing', {}, {}, {}, 'INVALID_TEMPERATURE'],
    ['msg: its parent missing', property('msg', 'a.b.c'), {}, {}, 'INVALID_TEMPERATURE'],
    ['msg: a comma', {}, {}, { payload: '22,0' }, 'INVALID_TEMPERATURE'],
    ['msg: empty', {}, {}, { payload: '' }, 'INVALID_TEMPERATURE'],
    ['msg: null', {}, {}, { payload: null }, 'INVALID_TEMPERATURE'],
    ['msg: true', {}, {}, { payload: true }, 'INVALID_TEMPERATURE'],
    ['msg: NaN', {}, {}, { payload: NaN }, 'INVALID_TEMPERATURE'],
    ['msg: Infinity', {}, {}, { payload: Infinity }, 'INVALID_TEMPERATURE'],
    ['msg: an array', {}, {}, { payload: [22] }, 'INVALID_TEMPERATURE'],
    ['msg: too hot', {}, {}, { payload: 50.1 }, 'INVALID_TEMPERATURE'],
    ['msg: too cold', {}, {}, { payload: -50.1 }, 'INVALID_TEMPERATURE'],
    ['num', property('num', '22'), {}, {}, FOUND],
    ['num: empty', property('num', ''), {}, {}, 'INVALID_TEMPERATURE'],
    ['flow', property('flow', 'given'), { flow: 22 }, {}, FOUND],
    ['flow: missing', property('flow', 'given'), {}, {}, 'INVALID_TEMPERATURE'],
    ['global', property('global', 'given'), { global: '22' }, {}, FOUND],
    ['env', property('env', 'GIVEN'), { env: '22' }, {}, FOUND],
    ['env: not set', property('env', 'NOT_SET_ANYWHERE'), {}, {}, 'INVALID_TEMPERATURE'],
    ['jsonata', property('jsonata', '(payload.a + payload.b) / 2'), {}, { payload: { a: 21, b: 23 } }, FOUND],
    ['jsonata: of the flow', property('jsonata', '$flowContext("given") - 1'), { flow: 23 }, {}, FOUND],
    ['jsonata: nothing', property('jsonata', 'payload.missing'), {}, {}, 'INVALID_TEMPERATURE'],
    ['jsonata: that fails', property('jsonata', '$number("x")'), {}, {}, 'INVALID_TEMPERATURE'],
    ['an unknown type', property('date', ''), {}, { payload: 22 }, 'CONFIG'],
    ['a type of other fields', property('str', '22'), {}, {}, 'CONFIG'],
    ['a type that is missing', { temperature: 'a' }, {}, { a: 22 }, FOUND],
    ['jsonata: no expression', property('jsonata', '((('), {}, {}, 'INVALID_TEMPERATURE'],
  ];
  for (const [name, node, given, message, found] of temperatures) {
    it(`temperature from ${name}`, async () => {
      const bench = await start(node, given);
      assert.deepEqual(await result(bench, message), found);
      if (found === 'INVALID_TEMPERATURE' || found === 'CONFIG') assert.equal(bench.simulator.log.total, 0);
    });
  }

  it('an error about a value does not repeat the value', async () => {
    const bench = await open();
    await bench.start(flow(property('msg', 'payload')));
    const { caught } = await bench.send({ payload: 'a text nobody should log' });
    assert.doesNotMatch((caught[0]?.['error'] as { message: string }).message, /nobody/);
  });
});
