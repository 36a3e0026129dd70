import { createHash } from 'node:crypto';

const SUFFIX = '.session';
const BAD = '.bad';
const LOCK = '.lock';

// Node-RED's ids: hex groups, joined by '.' (before 1.3) or '-' (instance of a subflow). No name that a system
// keeps for itself (con, nul) is made of hex digits, and none of these letters has a second case.
const PLAIN_ID = /^[0-9a-f]{1,16}(?:[.-][0-9a-f]{1,16}){0,5}$/;

// `h` is no hex digit, so a hashed name never meets a plain one.
const NAME = /^(?<stem>[0-9a-f.-]+|h[0-9a-f]{32})(?:\+[1-9][0-9]?)?\.session$/;
const TEMPORARY = /^[0-9a-fh.+-]+\.session\.[0-9a-f]{16}\.tmp$/;
const CLAIM = /\.[0-9a-f]{16}\.claim$/;

/** How many names there are for the files of one node. */
const NAMES_PER_NODE = 16;

/** The part of the file names that belongs to a node; whatever the id is, it holds no path. */
function stemOf(nodeId: string): string {
  if (PLAIN_ID.test(nodeId)) return nodeId;
  return `h${createHash('sha256').update(nodeId, 'utf8').digest('hex').slice(0, 32)}`;
}

/**
 * The names that an account's file may have for one of its nodes, best first. The others are for a node that
 * has moved to another account, while its old account's file still has the first name.
 */
export const namesFor = (nodeId: string): string[] =>
  Array.from({ length: NAMES_PER_NODE }, (_, n) => `${stemOf(nodeId)}${n === 0 ? '' : `+${n}`}${SUFFIX}`);

export const isSessionName = (name: string): boolean => NAME.test(name);

/** True when `name` is one of {@link namesFor}. */
export const belongsTo = (name: string, nodeId: string): boolean =>
  NAME.exec(name)?.groups?.['stem'] === stemOf(nodeId);

/** The node id in a file name; undefined when the name holds only the hash of one. */
export function nodeIdIn(name: string): string | undefined {
  const stem = NAME.exec(name)?.groups?.['stem'];
  return stem !== undefined && PLAIN_ID.test(stem) ? stem : undefined;
}

/** Where a file goes that cannot be used. */
export const badName = (name: string): string => `${name}${BAD}`;

/** The file that the `.bad` with this name once was; undefined when it is no such name. */
export const nameOfBad = (name: string): string | undefined => nameBefore(name, BAD);

function nameBefore(name: string, suffix: string): string | undefined {
  const original = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return isSessionName(original) ? original : undefined;
}

/** The lock that keeps processes from writing the file at the same time. */
export const lockName = (name: string): string => `${name}${LOCK}`;

/** The session file that the lock with this name is for; undefined when it is no such name. */
export const nameOfLock = (name: string): string | undefined => nameBefore(name, LOCK);

/** @param random 16 hex digits, other ones at each call */
export const temporaryName = (name: string, random: string): string => `${name}.${random}.tmp`;

export const isTemporaryName = (name: string): boolean => TEMPORARY.test(name);

/**
 * The claim on something that was left over beside the session file with this name, for as long as it takes to delete that.
 * @param digest of what was left over, 16 hex digits
 */
export const claimName = (name: string, digest: string): string => `${name}.${digest}.claim`;

/** The session file that the claim with this name is for; undefined when it is no such name. */
export const nameOfClaim = (name: string): string | undefined => {
  const suffix = CLAIM.exec(name)?.[0];
  return suffix === undefined ? undefined : nameBefore(name, suffix);
};
