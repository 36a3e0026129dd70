import { isPart, PARTS } from './results';

/** One part, in a process of its own, so that none is measured in what another has left behind. See index.ts. */
async function main(name = ''): Promise<void> {
  if (!isPart(name)) throw new Error(`There is no part ${name}`);
  const figures = await PARTS[name]();
  await new Promise((sent) => process.send?.(figures, sent));
  process.exit();
}

void main(process.argv[2]);
