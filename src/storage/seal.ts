import { createCipheriv, createDecipheriv } from 'node:crypto';
import { type Envelope, IV_BYTES, SALT_BYTES, TAG_BYTES, VERSION, type WrappedKey } from './envelope';
import { deriveKey, KEY_BYTES, type NodeKey } from './keys';

/** Gives `size` random bytes, fit for keys. */
export type RandomBytes = (size: number) => Buffer;

const CIPHER = 'aes-256-gcm';

/** What AES-GCM makes of a text: Base64 each. */
interface Sealed {
  readonly iv: string;
  readonly tag: string;
  readonly ct: string;
}

/**
 * Encrypts `content` for all of `keys`. The content has a random key of its own, which is wrapped once for each
 * member. All keys and initialisation vectors are fresh at each call, so none is ever used twice.
 */
export function seal(content: Buffer, seq: number, keys: readonly NodeKey[], random: RandomBytes): Envelope {
  const dataKey = random(KEY_BYTES);
  const salt = random(SALT_BYTES);
  const head = { v: VERSION, alg: 'A256GCM', seq, salt: salt.toString('base64') } as const;
  const named = keys.map(({ nodeId, id }) => ({ node: nodeId, id }));
  const wraps = keys.map(({ nodeId, id, key }): WrappedKey => {
    const { ct, iv, tag } = encrypt(
      wrappingKey(key, salt),
      dataKey,
      wrapContext(head, named, nodeId),
      random,
    );
    return { node: nodeId, id, iv, tag, wrapped: ct };
  });
  const { iv, tag, ct } = encrypt(dataKey, content, contentContext(head, wraps), random);
  return { ...head, keys: wraps, iv, tag, ct };
}

/** The content of `envelope`; undefined when none of `keys` opens it or when anything in it was changed. */
export function unseal(envelope: Envelope, keys: readonly NodeKey[]): Buffer | undefined {
  const salt = Buffer.from(envelope.salt, 'base64');
  for (const wrap of envelope.keys) {
    const own = keys.find(({ nodeId, id }) => nodeId === wrap.node && id === wrap.id);
    if (own === undefined) continue;
    const context = wrapContext(envelope, envelope.keys, wrap.node);
    const dataKey = decrypt(wrappingKey(own.key, salt), { ...wrap, ct: wrap.wrapped }, context);
    const content = dataKey && decrypt(dataKey, envelope, contentContext(envelope, envelope.keys));
    if (content !== undefined) return content;
  }
  return undefined;
}

const wrappingKey = (key: Buffer, salt: Buffer): Buffer => deriveKey(key, salt, 'wrap');

type Head = Pick<Envelope, 'v' | 'alg' | 'seq' | 'salt'>;
type Named = Pick<WrappedKey, 'node' | 'id'>;

const context = (purpose: string, { v, alg, seq, salt }: Head, rest: unknown): Buffer =>
  Buffer.from(JSON.stringify([`netatmo-truetemp ${purpose}`, v, alg, seq, salt, rest]), 'utf8');

/** What a wrapped key is tied to: its node, and the file that it belongs to with all members by name. */
const wrapContext = (head: Head, members: readonly Named[], node: string): Buffer =>
  context('wrap', head, [node, members.map((each) => [each.node, each.id])]);

/** What the content is tied to: everything else in the file. */
const contentContext = (head: Head, wraps: readonly WrappedKey[]): Buffer =>
  context(
    'session',
    head,
    wraps.map(({ node, id, iv, tag, wrapped }) => [node, id, iv, tag, wrapped]),
  );

function encrypt(key: Buffer, plain: Buffer, aad: Buffer, random: RandomBytes): Sealed {
  const iv = random(IV_BYTES);
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES }).setAAD(aad);
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    ct: ct.toString('base64'),
  };
}

function decrypt(key: Buffer, { iv, tag, ct }: Sealed, aad: Buffer): Buffer | undefined {
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(iv, 'base64'), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad).setAuthTag(Buffer.from(tag, 'base64'));
  const start = decipher.update(Buffer.from(ct, 'base64'));
  try {
    return Buffer.concat([start, decipher.final()]);
  } catch {
    return undefined;
  }
}
