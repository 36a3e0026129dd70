import type { LeakNet } from './leak-net';

/** The account of the canary runs: characters that each way of writing turns into something else. */
export const CANARY = {
  email: 'canary.mail+nest@example.org',
  password: 'Kanarienvögel "singen" & 100% \\ früh=<laut>',
  wrong: 'Wellensittich ist nicht das wahre Kennwort',
  sessionKey: 'c4'.repeat(16) + 'd5'.repeat(16),
  environment: 'Umgebungskanarie in der Variablen',
  /** Planted by the tests themselves in bodies, queries and headers of the cloud. */
  planted: 'tokencanary.0f9e8d7c6b5a49382716.zz',
} as const;

/** What the simulated cloud tells of a house although nobody asked (homesdata, getstationsdata). */
const COORDINATES = ['1.123456', '10.654321'];

export function addCanaries(net: LeakNet): void {
  for (const [name, text] of Object.entries(CANARY)) net.add(name, text);
  for (const text of COORDINATES) net.add('coordinates', text);
}
