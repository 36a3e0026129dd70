import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { isFull, type Run } from '../results';
import { ROOT } from '../support/root';
import { chartsOf } from './charts';
import { performancePage } from './performance';
import { withNumbers } from './readme';

const PAGE = 'docs/performance.md';
const README = 'README.md';

/** Every file that tells figures of this run, as it must stand in the repository, by its path. */
export async function pagesOf(run: Run): Promise<Record<string, string>> {
  if (!isFull(run)) throw new Error('The page needs all parts');
  const texts = {
    [PAGE]: performancePage(run),
    [README]: withNumbers(readFileSync(join(ROOT, README), 'utf8'), run),
  };
  const pages: Record<string, string> = chartsOf(run);
  for (const [path, text] of Object.entries(texts)) {
    const options = await resolveConfig(join(ROOT, path));
    pages[path] = await format(text, { ...options, parser: 'markdown' });
  }
  return pages;
}

/** Writes them all. */
export async function writePages(run: Run): Promise<void> {
  for (const [path, text] of Object.entries(await pagesOf(run))) writeFileSync(join(ROOT, path), text);
}
