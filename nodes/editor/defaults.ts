import type { EditedNode } from './red';

/**
 * A property missing in a stored node means its default. Node-RED shows it as an empty field or an unticked box,
 * and Done would store that; so the fields of missing properties get their defaults first.
 */
export function fillMissing(node: EditedNode, prefix: 'node-input' | 'node-config-input'): void {
  for (const [property, { value, type }] of Object.entries(node._def.defaults)) {
    const ownedByNodeRed = type !== undefined; // the list of accounts
    if (ownedByNodeRed || Reflect.get(node, property) !== undefined) continue;
    const input = document.getElementById(`${prefix}-${property}`);
    if (input instanceof HTMLInputElement && input.type === 'checkbox') input.checked = value === true;
    else $(`#${prefix}-${property}`).val(String(value));
  }
}
