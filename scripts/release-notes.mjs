// `node scripts/release-notes.mjs v1.2.3`: prints what the changelog says about that version; fails when tag, package
// and changelog are not in step.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notesOf } from './release/notes.mjs';

const read = (name) => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
process.stdout.write(
  notesOf(read('CHANGELOG.md'), JSON.parse(read('package.json')).version, process.argv[2]),
);
