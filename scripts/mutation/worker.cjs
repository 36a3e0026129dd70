// A process that holds the tests of a folder and tries mutants on request of `mutation.mjs`. Runs inside the copy
// of the project whose code has the mutants in it. Arguments: a mutant that is on from the first moment (0: none),
// then the test files.
const fc = require('fast-check');
const { default: Mocha } = require('mocha');

const [first, ...files] = process.argv.slice(2);
/** For a test that a mutant keeps waiting; on a machine of its own none takes a thirtieth as long. */
const TIMEOUT_MS = 30_000;

let active = Number(first);
/** The mutants that have been asked for since the present test began. */
let hits = new Set();
globalThis.__mutant = (id) => {
  hits.add(id);
  return id === active;
};

// The same samples for every mutant; a failure is not made small, only seen.
fc.configureGlobal({ seed: 1, endOnFailure: true });
const mocha = new Mocha({ timeout: TIMEOUT_MS, bail: true, reporter: class {} });
mocha.cleanReferencesAfterRun(false);
for (const file of files) mocha.addFile(file);
mocha.loadFiles();
const atLoad = [...hits];

/** Runs the tests with these titles; all without. @returns the title of the first that failed */
const run = (titles, onRunner = () => undefined) =>
  new Promise((resolve) => {
    const chosen = titles && new Set(titles);
    mocha.options.grep = { test: (title) => !chosen || chosen.has(title) };
    let failed = null;
    const runner = mocha.run(() => resolve(failed));
    runner.on('fail', (test, error) => {
      if (process.env.DEBUG) console.error(error);
      failed ??= test.fullTitle();
    });
    onRunner(runner);
  });

const requests = {
  /** Which mutants each test meets, and how much work it is, ms of a processor. */
  async survey() {
    const tests = [];
    const failed = await run(undefined, (runner) => {
      let begin;
      runner.on('test', (test) => {
        hits = new Set();
        begin = process.cpuUsage();
        tests.push({ title: test.fullTitle(), hits, ms: 0 });
      });
      runner.on('test end', () => {
        const { user, system } = process.cpuUsage(begin);
        tests.at(-1).ms = (user + system) / 1_000;
      });
    });
    return { failed, atLoad, tests: tests.map((each) => ({ ...each, hits: [...each.hits] })) };
  },

  /** The title of the test that a mutant makes fail; null when it survives. */
  async try({ id, titles }) {
    active = id;
    const failed = await run(titles);
    active = Number(first);
    // What fails without the mutant, too, proves nothing.
    const isSound = failed === null || active !== 0 || (await run([failed])) === null;
    return { failed, isSound };
  },
};

process.on('message', async ({ request, ...facts }) => process.send(await requests[request](facts)));
process.send('ready');
