// `npm run mutation`: changes the code in small ways, one at a time, and looks whether a test notices. Prints the
// mutants that no test noticed and the share of those that one did; below the threshold it fails.
//   --folder cloud,correction   folders of src
//   --sample 300                so many of a folder's mutants, drawn with --seed 1; --sample 0 for all of them
//   --file session.ts           only mutants of this file
import { fork } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mutate } from './mutation/mutants.mjs';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({
  options: {
    folder: { type: 'string', default: 'cloud,correction' },
    file: { type: 'string', default: '' },
    sample: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
  },
});

/** Share of mutants that a test must notice, %. */
const THRESHOLD = 70;
/** A mutant that is not done with its tests after this hangs, ms. */
const PATIENCE_MS = 90_000;
/** Tests that are more work than this for the processor are not asked, ms: a thousand of something shows no more. */
const MOST_WORK_MS = 300;
/** The tests that are there for a folder. Tests in other processes do not see the mutants. */
const TESTS = {
  cloud: ['test/cloud', 'test/wire'],
  correction: ['test/correction'],
};
const UNSEEN = ['two-processes'];

const filesIn = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort();

/** A copy of the project in which the code of `folder` has its mutants. */
function prepare(folder) {
  const directory = mkdtempSync(join(tmpdir(), 'truetemp-mutation-'));
  for (const each of ['src', 'nodes', 'test', 'testkit', 'package.json', 'tsconfig.json'])
    cpSync(join(root, each), join(directory, each), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  const mutants = [];
  for (const file of filesIn(`src/${folder}`, '.ts')) {
    const { text, mutants: found } = mutate(readFileSync(join(root, file), 'utf8'), file, mutants.length + 1);
    writeFileSync(join(directory, file), text);
    mutants.push(...found);
  }
  const close = () => rmSync(directory, { recursive: true, force: true });
  process.once('exit', close);
  const files = TESTS[folder].flatMap((each) => filesIn(each, '.test.ts'));
  return {
    directory,
    mutants,
    files: files.filter((file) => !UNSEEN.some((name) => file.includes(name))),
    close,
  };
}

/** A worker process, or what it died of. */
class Worker {
  #process;
  #answer = () => undefined;

  constructor({ directory, files }, active = 0) {
    const script = join(import.meta.dirname, 'mutation/worker.cjs');
    this.#process = fork(script, [String(active), ...files.map((file) => join(directory, file))], {
      cwd: directory,
      execArgv: ['--import', 'tsx', '--require', 'tsx/cjs'],
      stdio: ['ignore', 'ignore', process.env.DEBUG ? 'inherit' : 'ignore', 'ipc'],
    });
    this.#process.on('message', (message) => this.#answer(message));
    this.#process.on('exit', () => this.#answer({ died: true }));
  }

  /** @returns its answer; `{ died: true }` when it broke or took too long */
  ask(message, ms) {
    const answer = this.#next(ms);
    if (this.#process.connected) this.#process.send(message);
    else this.#answer({ died: true });
    return answer;
  }

  ready() {
    return this.#next(60_000);
  }

  end() {
    this.#process.kill('SIGKILL');
  }

  async #next(ms) {
    let timer;
    const answer = await new Promise((resolve) => {
      this.#answer = resolve;
      timer = setTimeout(() => resolve({ died: true }), ms);
    });
    clearTimeout(timer);
    if (answer.died) this.end();
    return answer;
  }
}

/** A random order that is the same for the same seed. */
function shuffled(list, seed) {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return list
    .map((each) => [random(), each])
    .sort(([a], [b]) => a - b)
    .map(([, each]) => each);
}

async function surveyOf(project) {
  const worker = new Worker(project);
  await worker.ready();
  const survey = await worker.ask({ request: 'survey' }, 600_000);
  worker.end();
  if (survey.died || survey.failed !== null)
    throw new Error(`The tests fail without a mutant: ${survey.failed ?? 'the process died'}`);
  return { ...survey, atLoad: new Set(survey.atLoad) };
}

/** One worker after another: the next begins when a mutant has broken one. */
class Lane {
  #project;
  #worker;

  constructor(project) {
    this.#project = project;
  }

  /** What the tests with these titles say to a mutant; `active` when it must be on from the first moment. */
  async try(id, titles, active = 0) {
    const isUsed = this.#worker !== undefined && active === 0;
    if (active !== 0) this.end();
    this.#worker ??= new Worker(this.#project, active);
    const started = isUsed ? {} : await this.#worker.ready();
    const answer = started.died
      ? started
      : await this.#worker.ask({ request: 'try', id, titles }, PATIENCE_MS);
    const isDoubtful = answer.died || !answer.isSound;
    if (isDoubtful || active !== 0) this.end();
    // Earlier mutants may have left something behind: once more in a process of its own.
    return isDoubtful && isUsed ? this.try(id, titles) : answer;
  }

  end() {
    this.#worker?.end();
    this.#worker = undefined;
  }
}

async function verdictOn({ id, file }, lane, project, survey) {
  const isStatic = survey.atLoad.has(id);
  // What runs when a file is loaded reaches every test that uses the file.
  const reached = new Set(
    isStatic ? project.mutants.filter((each) => each.file === file).map((each) => each.id) : [id],
  );
  const titles = survey.tests
    .filter(({ hits, ms }) => ms <= MOST_WORK_MS && hits.some((hit) => reached.has(hit)))
    .map(({ title }) => title);
  if (titles.length === 0) return 'no test';
  const answer = await lane.try(id, titles, isStatic ? id : 0);
  if (answer.died) return 'died';
  return answer.failed === null ? 'survived' : 'noticed';
}

/** Tries mutants one after another until none is left. */
async function work(project, survey, queue, report) {
  const lane = new Lane(project);
  for (let mutant = queue.shift(); mutant; mutant = queue.shift())
    report(mutant, await verdictOn(mutant, lane, project, survey));
  lane.end();
}

async function mutationRun(folder) {
  const project = prepare(folder);
  try {
    const survey = await surveyOf(project);
    const candidates = project.mutants.filter(({ file }) => file.endsWith(options.file));
    const drawn = shuffled(candidates, Number(options.seed)).slice(0, Number(options.sample) || undefined);
    const results = new Map();
    const report = (mutant, verdict) => {
      results.set(mutant, verdict);
      if (results.size % 50 === 0) console.log(`  ${results.size} of ${drawn.length} tried`);
    };
    const queue = [...drawn];
    console.log(`src/${folder}: ${project.mutants.length} mutants, ${drawn.length} of them tried`);
    await Promise.all(
      Array.from({ length: Number(options.jobs) }, () => work(project, survey, queue, report)),
    );
    return summary(folder, results);
  } finally {
    project.close();
  }
}

function summary(folder, results) {
  const count = (verdict) => [...results.values()].filter((each) => each === verdict).length;
  const unnoticed = [...results].filter(([, verdict]) => verdict === 'survived' || verdict === 'no test');
  const byPlace = ([a], [b]) => a.file.localeCompare(b.file) || a.line - b.line;
  for (const [{ file, line, what }, verdict] of unnoticed.sort(byPlace))
    console.log(`  ${verdict === 'survived' ? 'unnoticed' : 'untested '}  ${file}:${line}  ${what}`);
  const score = (100 * (results.size - unnoticed.length)) / results.size;
  console.log(
    `src/${folder}: ${score.toFixed(1)} % of ${results.size} mutants noticed (${count('noticed')} by a failing test, ${count('died')} by a process that hung or died)`,
  );
  return score;
}

// So that the copies go, too, when somebody has seen enough.
process.once('SIGINT', () => process.exit(130));

const scores = [];
for (const folder of options.folder.split(',')) scores.push(await mutationRun(folder));
if (scores.some((score) => !(score >= THRESHOLD))) {
  console.log(`Below ${THRESHOLD} %`);
  process.exitCode = 1;
}
