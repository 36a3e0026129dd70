import { field, input, problemLine } from './fields';
import type { EditedNode } from './red';

/** Node-RED's validation of a limit of requests: true, or what is wrong in words. A missing one means the default. */
export function checkLimit(node: EditedNode, value: unknown): true | string {
  const text = typeof value === 'number' ? String(value) : value;
  const fits = text === undefined || (typeof text === 'string' && /^0*[1-9]\d*$/.test(text));
  return fits || node._('netatmo-account.invalid.limit');
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
