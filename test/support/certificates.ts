import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { DAY } from '../../src/durations';

/** A certificate and its key, as PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that a test makes for itself. */
export interface Authority extends Pair {
  /** A certificate for `host`, valid from yesterday, and by default until tomorrow. */
  issue(host: string, until?: Date): Pair;
}

const YESTERDAY = new Date(Date.now() - DAY);
const TOMORROW = new Date(Date.now() + DAY);

// Just enough DER (X.690) for an X.509 certificate (RFC 5280): each value is a tag, a length and its content.
const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const octets = (content: Buffer): Buffer => der(0x04, content);
const bits = (content: Buffer): Buffer => der(0x03, Buffer.from([0]), content);
const text = (content: string): Buffer => der(0x0c, Buffer.from(content));
/** An object identifier, from its encoded form. */
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const time = (at: Date): Buffer =>
  der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
const TRUE = der(0x01, Buffer.from([0xff]));
/** [3] { extensions } with the one that says that this is an authority. */
const IS_AUTHORITY = sequence(oid('551d13'), TRUE, octets(sequence(TRUE)));
const alternativeName = (host: string): Buffer =>
  sequence(oid('551d11'), octets(sequence(der(0x82, Buffer.from(host)))));
const name = (common: string): Buffer => sequence(der(0x31, sequence(oid('550403'), text(common))));

const pem = (content: Buffer): string => {
  // An empty line, which a full last line must not be followed by, would end the file for OpenSSL.
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

interface Wanted {
  readonly issuer: string;
  readonly subject: string;
  readonly until: Date;
  readonly extension: Buffer;
  /** Of the issuer; undefined = the certificate signs itself. */
  readonly signer?: KeyObject;
}

function certificate({
  issuer,
  subject,
  until,
  extension,
  signer,
}: Wanted): Pair & { privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const from = until < YESTERDAY ? new Date(until.getTime() - DAY) : YESTERDAY;
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.from([1]), randomBytes(8)), // serial number, positive
    ECDSA_WITH_SHA256,
    name(issuer),
    sequence(time(from), time(until)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(extension)),
  );
  const cert = pem(sequence(signed, ECDSA_WITH_SHA256, bits(sign('sha256', signed, signer ?? privateKey))));
  return { cert, key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })), privateKey };
}

/** A certificate that nobody but itself vouches for. */
export const selfSigned = (host: string): Pair =>
  certificate({ issuer: host, subject: host, until: TOMORROW, extension: alternativeName(host) });

export function authority(common = 'Test authority'): Authority {
  const { cert, key, privateKey } = certificate({
    issuer: common,
    subject: common,
    until: TOMORROW,
    extension: IS_AUTHORITY,
  });
  return {
    cert,
    key,
    issue: (host, until = TOMORROW) =>
      certificate({
        issuer: common,
        subject: host,
        until,
        extension: alternativeName(host),
        signer: privateKey,
      }),
  };
}
