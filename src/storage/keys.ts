import { hkdfSync } from 'node:crypto';
import type { Secret } from '../cloud/secret';

/** One config node of an account, as its session file knows it. */
export interface Member {
  /** Node-RED's id of the node; in a subflow that of the instance (`<instance>-<node>`), which is as lasting. */
  readonly nodeId: string;
  /** 32 bytes in a form that {@link parseSessionKey} takes. A member with any other key counts as none. */
  readonly key: Secret;
  /** Keys that open a file still, but never write one: to rotate. */
  readonly oldKeys?: readonly Secret[];
}

/** A key that a file may be sealed for, with the node that owns it. */
export interface NodeKey {
  readonly nodeId: string;
  /** Names the key without giving it away, 8 hex digits. */
  readonly id: string;
  readonly key: Buffer;
}

/** The members' keys, ready for use. */
export interface KeyRing {
  /** One for each member: a file is written for these. */
  readonly current: readonly NodeKey[];
  /** Keys that only read. */
  readonly old: readonly NodeKey[];
}

export const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;

const HEX = /^[0-9a-f]{64}$/i;
// 32 bytes are 43 digits of base64 and one '='; both alphabets, the '=' may be missing.
const BASE64 = /^[0-9A-Za-z+/_-]{43}=?$/;

/** The 32 bytes that `text` stands for, in hex or base64 (also base64url); undefined when it is anything else. */
export function parseSessionKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (HEX.test(trimmed)) return Buffer.from(trimmed, 'hex');
  // Node decodes base64url under the name of base64 too.
  return BASE64.test(trimmed) ? Buffer.from(trimmed, 'base64') : undefined;
}

/**
 * A key for one purpose, HKDF-SHA256 (RFC 5869).
 * @param salt random; empty where the result has to be the same every time
 */
export const deriveKey = (key: Buffer, salt: Buffer, purpose: string, bytes = KEY_BYTES): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `netatmo-truetemp 1 ${purpose}`, bytes));

/** The usable keys of `members`; a node that is named twice counts once, as first named. */
export function keyRing(members: readonly Member[]): KeyRing {
  const current = new Map<string, NodeKey>();
  const old: NodeKey[] = [];
  for (const { nodeId, key, oldKeys = [] } of members) {
    const own = nodeKey(nodeId, key);
    if (own === undefined || current.has(nodeId)) continue;
    current.set(nodeId, own);
    old.push(...oldKeys.map((each) => nodeKey(nodeId, each)).filter((each) => each !== undefined));
  }
  return { current: [...current.values()], old };
}

function nodeKey(nodeId: string, secret: Secret): NodeKey | undefined {
  const key = parseSessionKey(secret.reveal());
  if (key === undefined) return undefined;
  const id = deriveKey(key, Buffer.alloc(0), 'key id', KEY_ID_BYTES).toString('hex');
  return { nodeId, id, key };
}
