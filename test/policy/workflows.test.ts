import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readText, readYaml, ROOT } from './support/project';

const FOLDER = '.github/workflows';

const permissions = v.record(v.string(), v.picklist(['read', 'write', 'none']));
const step = v.strictObject({
  name: v.optional(v.string()),
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown())),
  env: v.optional(v.record(v.string(), v.string())),
  'continue-on-error': v.optional(v.string()),
});
const job = v.strictObject({
  name: v.string(),
  if: v.optional(v.literal("github.event_name == 'schedule'")),
  needs: v.optional(v.string()),
  'runs-on': v.string(),
  'timeout-minutes': v.number(),
  environment: v.optional(v.string()),
  permissions,
  strategy: v.optional(
    v.strictObject({ 'fail-fast': v.boolean(), matrix: v.record(v.string(), v.unknown()) }),
  ),
  env: v.optional(v.record(v.string(), v.string())),
  steps: v.array(step),
});
/** What our workflows are made of; a key outside of it is a slip, or something that needs a second look. */
const workflow = v.strictObject({
  name: v.string(),
  on: v.record(v.picklist(['push', 'pull_request', 'schedule']), v.unknown()),
  permissions,
  concurrency: v.optional(v.record(v.string(), v.unknown())),
  jobs: v.record(v.string(), job),
});

/** The rights beyond reading the code, and the one job that has each. */
const RIGHTS = {
  'codeql.yml analyze': { 'security-events': 'write' },
  'release.yml publish': { 'id-token': 'write' },
  'release.yml notes': { contents: 'write' },
};

type Job = v.InferOutput<typeof job> & { readonly id: string };

const files = readdirSync(join(ROOT, FOLDER));
const read = (file: string): v.InferOutput<typeof workflow> => readYaml(`${FOLDER}/${file}`, workflow);

describe('the workflows on GitHub', () => {
  let jobs: Job[];
  let steps: (v.InferOutput<typeof step> & { readonly job: string })[];

  before(() => {
    jobs = files.flatMap((file) =>
      Object.entries(read(file).jobs).map(([id, each]) => ({ id: `${file} ${id}`, ...each })),
    );
    steps = jobs.flatMap(({ id, steps: all }) => all.map((each) => ({ job: id, ...each })));
  });
  const jobOf = (id: string): Job => jobs.find((each) => each.id === id)!;
  const commandsOf = (id: string): string[] => jobOf(id).steps.map(({ run }) => run ?? '');

  it('are these', () => assert.deepEqual(files.sort(), ['ci.yml', 'codeql.yml', 'release.yml']));

  for (const file of files) {
    it(`${file} gives no right to all jobs`, () => assert.deepEqual(read(file).permissions, {}));

    it(`${file} pins every action to a commit and names its version`, () => {
      const used = readText(`${FOLDER}/${file}`).match(/uses:.*/g) ?? [];
      for (const line of used) assert.match(line, /^uses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });
  }

  it('pin an action to the same commit wherever it is used', () => {
    const pins = new Map<string, string>();
    for (const { uses } of steps) {
      const [action = '', commit = ''] = uses?.split('@') ?? [];
      const repository = action.split('/').slice(0, 2).join('/');
      assert.equal(pins.get(repository) ?? commit, commit, action);
      pins.set(repository, commit);
    }
  });

  it('give a right beyond reading the code to one job each', () => {
    const more = jobs
      .map(
        ({ id, permissions: rights }) =>
          [id, Object.entries(rights).filter(([, right]) => right === 'write')] as const,
      )
      .filter(([, rights]) => rights.length > 0)
      .map(([id, rights]) => [id, Object.fromEntries(rights)]);
    assert.deepEqual(Object.fromEntries(more), RIGHTS);
  });

  it('read nothing but the code', () => {
    for (const { id, permissions: rights } of jobs) {
      const read = Object.keys(rights).filter((right) => rights[right] === 'read');
      assert.ok(
        read.every((right) => right === 'contents'),
        id,
      );
    }
  });

  it('leave no access to the repository on the disk', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    assert.ok(checkouts.length > 0);
    for (const { job: id, with: options } of checkouts)
      assert.equal(options?.['persist-credentials'], false, id);
  });

  it('keep no cache that a pull request could poison', () => {
    for (const { job: id, uses, with: options } of steps) {
      if (uses?.startsWith('actions/setup-node@') !== true) continue;
      assert.equal(options?.['package-manager-cache'], false, id);
      assert.equal(options['cache'], undefined, id);
    }
  });

  it('run no install script of a dependency', () => {
    for (const { job: id, run = '' } of steps)
      if (/npm (ci|install|pack|publish)/.test(run)) assert.match(run, /--ignore-scripts/, id);
  });

  it('put nothing that a stranger can write, a title or the name of a branch, into a command', () => {
    for (const { job: id, run = '' } of steps)
      for (const [, expression = ''] of run.matchAll(/\$\{\{(.*?)\}\}/g))
        assert.match(expression.trim(), /^matrix\./, id);
  });

  it('know no secret, and never run with the rights of the repository on somebody else’s code', () => {
    for (const file of files)
      assert.doesNotMatch(
        readText(`${FOLDER}/${file}`),
        /secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN|pull_request_target|workflow_run/,
        file,
      );
  });

  it('search the whole history for secrets, and show none that they find', () => {
    const checkout = jobOf('ci.yml secrets').steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    assert.equal(checkout?.with?.['fetch-depth'], 0);
    assert.ok(commandsOf('ci.yml secrets').some((run) => /gitleaks\/v8@v[\d.]+ git --redact/.test(run)));
  });

  it('test every version of Node that is served', () => {
    assert.deepEqual(jobOf('ci.yml test').strategy?.matrix, { node: [20, 22, 24] });
  });

  it('test the oldest and the newest Node-RED, each on the Node at its end', () => {
    const { include } = jobOf('ci.yml versions').strategy?.matrix ?? {};
    assert.deepEqual(include, [
      { pair: '3.1x20', node: 20 },
      { pair: '5.0x24', node: 24 },
    ]);
  });

  it('build twice what would be published, and install it', () =>
    assert.ok(commandsOf('ci.yml package').includes('npm run release:check -- reproducible tarball')));

  describe('a release', () => {
    it('comes from a version’s tag alone', () =>
      assert.deepEqual(read('release.yml').on, { push: { tags: ['v*'] } }));

    it('checks tag, style and tests before it packs', () => {
      const commands = commandsOf('release.yml build');
      const at = (command: RegExp): number => commands.findIndex((each) => command.test(each));
      const order = [
        at(/^node scripts\/release-notes\.mjs "\$GITHUB_REF_NAME" > notes\.md$/),
        at(/^npm run lint$/),
        at(/^npm test$/),
        at(/^npm pack /),
      ];
      assert.ok(
        order.every((place, i) => place > (order[i - 1] ?? -1)),
        order.join(' '),
      );
    });

    it('says what the changelog says', () => {
      const [command] = commandsOf('release.yml notes').filter((run) => run !== '');
      assert.match(command ?? '', /^gh release create "\$GITHUB_REF_NAME" .* --notes-file notes\.md$/);
    });

    it('is published with provenance, by a job that runs no code of ours', () => {
      const { needs, environment, steps: all } = jobOf('release.yml publish');
      assert.deepEqual([needs, environment], ['build', 'npm']);
      assert.ok(all.every(({ uses = '' }) => !uses.startsWith('actions/checkout@')));
      assert.deepEqual(
        commandsOf('release.yml publish').filter((each) => each.startsWith('npm ')),
        ['npm publish ./*.tgz --access public --provenance --ignore-scripts'],
      );
    });
  });
});
