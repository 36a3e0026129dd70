import { toNumber } from '../../src/correction/input';
import { isInRange } from '../../src/correction/settings';
import { REQUEST_LIMIT } from '../account-definition';
import { field, input, problemLine } from './fields';
import { decimal } from './format';
import type { EditedNode } from './red';

/**
 * Node-RED's validation of a limit of requests, by the very range of the runtime: true, or what is wrong in words. A
 * missing one means the default; a field that was emptied would leave that to the reader, so it is wrong.
 */
export function checkLimit(node: EditedNode, value: unknown): true | string {
  const number = toNumber(value);
  const fits = value === undefined || (number !== undefined && isInRange(number, REQUEST_LIMIT));
  return fits || node._('netatmo-account.invalid.limit', { most: decimal(REQUEST_LIMIT.most) });
}

/** The limits of requests, folded with their values beside the title; unfolded where one is wrong. */
export function limitFields(node: EditedNode): void {
  const fields = ['limitPer10s', 'limitPerHour'].map((name) => input(`node-config-input-${name}`));
  const group = field('netatmo-account-more', HTMLDetailsElement);
  for (const each of fields) {
    problemLine(each, (text) => checkLimit(node, text));
    if (checkLimit(node, each.value) !== true) group.open = true;
  }
  const summary = group.querySelector('.netatmo-summary');
  const summarise = (): void => {
    const [per10s = '', perHour = ''] = fields.map(({ value }) => value);
    if (summary) summary.textContent = node._('netatmo-account.more.summary', { per10s, perHour });
  };
  $(fields).on('input change', summarise);
  summarise();
}
