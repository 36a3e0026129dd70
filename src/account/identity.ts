import { createHash, createHmac, randomBytes } from 'node:crypto';
import type { Credentials } from '../cloud/sign-in';

/** Makes tags that stand for texts: worthless outside of this process, because the key is never written down. */
export function tagger(): (text: string) => string {
  const key = randomBytes(32);
  const tags = new Map<string, string>();
  const make = (text: string): string => createHmac('sha256', key).update(text).digest('hex').slice(0, 8);
  return (text) => {
    const tag = tags.get(text) ?? make(text);
    tags.set(text, tag);
    return tag;
  };
}

/** What tells accounts apart: nodes with the same key share one. */
export function identify(
  { service }: { readonly service: string },
  credentials: Credentials,
): { readonly email: string; readonly password: string; readonly key: string } {
  const email = `${service} ${credentials.username.reveal().toLowerCase()}`;
  const password = credentials.password.reveal();
  return { email, password, key: createHash('sha256').update(`${email}\n${password}`).digest('hex') };
}
