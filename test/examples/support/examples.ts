import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const FOLDER = resolve(__dirname, '../../../examples');

/** A node as it stands in an example. */
export interface ExampleNode extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly z?: string;
}

/** A flow that users import; its path in the folder is the entry in Node-RED's menu. */
export interface Example {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly nodes: readonly ExampleNode[];
}

export const examples: readonly Example[] = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .sort()
  .map((path) => {
    const text = readFileSync(join(FOLDER, path), 'utf8');
    return { path, name: basename(path, '.json'), text, nodes: JSON.parse(text) as ExampleNode[] };
  });

/** The package that the folder of an example says it needs, and the node types that come with it. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  'with FlowFuse Dashboard': /^ui-/,
  'with node-red-contrib-home-assistant-websocket': /^server-state-changed$/,
};

/** Whether users of an example have nodes of this type because its folder told them to install a package. */
export const comesWithFolder = ({ path }: Example, type: string): boolean =>
  PACKAGES[dirname(path)]?.test(type) === true;

/** The example's node with this name. */
export function named({ nodes, name: of }: Example, name: string): ExampleNode {
  const [node, ...others] = nodes.filter((each) => each.name === name && each.z !== undefined);
  if (!node || others.length > 0) throw new Error(`${of}: not exactly one node is called ${name}`);
  return node;
}
