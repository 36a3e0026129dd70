// `npm run release:check`: whether what is committed can be released. With names of checks it does these only.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodesAfterInstall } from './release/node-red.mjs';
import { packClone } from './release/pack.mjs';
import { setUp } from './setup.mjs';

const root = join(import.meta.dirname, '..');
const { name, version, 'node-red': nodeRed } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'truetemp-release-'));
let packed;
const firstPack = () => (packed ??= packClone(root, join(scratch, 'one')));

const CHECKS = {
  /** The same commit gives the same tarball, wherever it is built. */
  reproducible() {
    const hashes = [firstPack(), packClone(root, join(scratch, 'another/folder'))].map(
      (each) => each.integrity,
    );
    if (hashes[0] !== hashes[1]) throw new Error(`Two builds differ: ${hashes.join(' and ')}`);
    return hashes[0];
  },
  /** The tarball installs as the palette installs it, into a Node-RED that has nothing else. */
  tarball: () => registers(firstPack().tarball, 'from-tarball'),
  /** So does the repository: npm builds it when it fetches it, and npm 12 fetches none that it is not told to. */
  git: () => registers(`git+${pathToFileURL(root)}`, 'from-git', '--allow-git=all'),
};

async function registers(spec, folder, ...flags) {
  const nodes = await nodesAfterInstall({ name, spec, flags, userDir: join(scratch, folder) });
  const good = nodes.filter((node) => node.enabled && !node.err && node.version === version);
  const missing = Object.keys(nodeRed.nodes).filter(
    (type) => !good.some(({ types }) => types.includes(type)),
  );
  if (missing.length > 0) throw new Error(`Node-RED has not got ${missing.join(', ')}`);
  return good.flatMap(({ types }) => types).join(', ');
}

setUp();
const wanted = process.argv.slice(2);
try {
  for (const [check, run] of Object.entries(CHECKS)) {
    if (wanted.length > 0 && !wanted.includes(check)) continue;
    console.log(`${check}: ${await run()}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
}
