/** A process that saves in a tight loop until it is killed. Says `.` after each save. Argument: the directory. */
import { systemClock } from '../../src/clock';
import { SessionFiles } from '../../src/storage/session-files';
import { kept, member, opened, parseKept } from './support';

async function main(directory: string): Promise<void> {
  const members = [member('1'), member('2')];
  const { file, found } = await opened(
    new SessionFiles(directory, { clock: systemClock }),
    members,
    parseKept,
  );
  let count = found.state === 'loaded' ? found.value.count : 0;
  const account = 'x'.repeat(100_000);
  for (;;) {
    await file.save(members, kept(++count, account));
    process.stdout.write('.');
  }
}

void main(process.argv[2] ?? '');
