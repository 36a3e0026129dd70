/** The type of the config node. */
export const ACCOUNT_TYPE = 'netatmo-account';

/** A node as the flows hold it, whether it runs or not. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly service?: string;
  readonly keepSession?: boolean;
}

/** What the flows say of account nodes, by the ids that those run under. */
export interface AccountNodesInFlows {
  /** False: the node is deleted. */
  readonly hold: (nodeId: string) => boolean;
  /** Whether they hold it as one that may have a file: not of the simulated home, and one that stays signed in. */
  readonly mayHaveFile: (nodeId: string) => boolean;
}

/**
 * Which account nodes are deleted: those that the flows hold no more. One that is disabled, or stands on a disabled tab, is
 * in the flows and only does not run, so it keeps session and file. What goes with a deleted node, and that the last one of
 * an account takes the file along: `Accounts.forgetDeleted`.
 * @param flows all nodes, as Node-RED tells them when flows have started
 */
export function accountNodesIn(flows: readonly FlowNode[]): AccountNodesInFlows {
  const byId = new Map(flows.map((node) => [node.id, node]));
  // A node in a subflow runs under `<instance>-<node>` (node-red/node-red, @node-red/runtime/lib/flows/Subflow.js); each
  // part is the id of something in the flows.
  const find = (nodeId: string): FlowNode | undefined => {
    const parts = byId.has(nodeId) ? [nodeId] : nodeId.split('-');
    const node = parts.every((part) => byId.has(part)) ? byId.get(parts.at(-1) ?? '') : undefined;
    return node?.type === ACCOUNT_TYPE ? node : undefined;
  };
  return {
    hold: (nodeId) => find(nodeId) !== undefined,
    mayHaveFile: (nodeId) => {
      const node = find(nodeId);
      return node !== undefined && node.service !== 'simulated' && node.keepSession !== false;
    },
  };
}
