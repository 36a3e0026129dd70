import * as v from 'valibot';

/** The version that this code writes. In every version `{"v":<number>,` opens the file. */
export const VERSION = 1;

export const IV_BYTES = 12;
export const TAG_BYTES = 16;
export const SALT_BYTES = 32;
const DATA_KEY_BYTES = 32;

function isBase64(text: string, bytes?: number): boolean {
  const decoded = Buffer.from(text, 'base64');
  return decoded.toString('base64') === text && (bytes === undefined || decoded.length === bytes);
}

/** Base64 in its one proper spelling, so that no bit of it is without meaning. */
const base64 = (bytes?: number) =>
  v.pipe(
    v.string(),
    v.check((text) => isBase64(text, bytes)),
  );

const WrappedKeySchema = v.object({
  /** Node-RED's id of the node whose key opens this. */
  node: v.string(),
  /** Which key of that node, 8 hex digits. */
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{8}$/)),
  iv: base64(IV_BYTES),
  tag: base64(TAG_BYTES),
  wrapped: base64(DATA_KEY_BYTES),
});

const EnvelopeSchema = v.object({
  v: v.literal(VERSION),
  alg: v.literal('A256GCM'),
  /** Counts the writes; of two files of one account the higher one is the newer. */
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  salt: base64(SALT_BYTES),
  /** The key of the content, once for each member, wrapped in that member's key. */
  keys: v.pipe(v.array(WrappedKeySchema), v.minLength(1)),
  iv: base64(IV_BYTES),
  tag: base64(TAG_BYTES),
  /** The content, encrypted. */
  ct: base64(),
});

export type WrappedKey = v.InferOutput<typeof WrappedKeySchema>;

/** A session file as it lies on the disk. Nothing in it is secret, nothing in it is proven before it is opened. */
export type Envelope = v.InferOutput<typeof EnvelopeSchema>;

export const encodeEnvelope = (envelope: Envelope): Buffer => Buffer.from(JSON.stringify(envelope), 'utf8');

/**
 * The envelope in `bytes`, or undefined when there is none of this version. Takes only what
 * {@link encodeEnvelope} writes, byte for byte: no other spelling, no further field, no duplicate.
 */
export function decodeEnvelope(bytes: Buffer): Envelope | undefined {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(EnvelopeSchema, json);
  // The schema rebuilds the object in its own order, so that writing it again gives the same bytes or shows a change.
  if (!parsed.success || !encodeEnvelope(parsed.output).equals(bytes)) return undefined;
  return parsed.output;
}

/** Long enough for any version number up to 9 digits, with the blanks of a pretty printer. */
export const HEAD_BYTES = 64;
const HEAD = /^\s*\{\s*"v"\s*:\s*(\d{1,9})\s*[,}]/;

/** True when `bytes` open like the file of a version newer than this one. Needs no more than its beginning. */
export function isNewer(bytes: Buffer): boolean {
  const version = HEAD.exec(bytes.toString('latin1', 0, HEAD_BYTES))?.[1];
  return version !== undefined && Number(version) > VERSION;
}

/** Tells one written file from every other: the tag of its content. */
export const markOf = (envelope: Envelope): string => envelope.tag;
