import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readText, readYaml, ROOT } from './support/project';

const FORMS = '.github/ISSUE_TEMPLATE';
const ADVISORIES = 'https://github.com/truetemp/node-red-netatmo/security/advisories/new';

const attributes = v.strictObject({
  label: v.optional(v.string()),
  description: v.optional(v.string()),
  placeholder: v.optional(v.string()),
  value: v.optional(v.string()),
  render: v.optional(v.string()),
  options: v.optional(
    v.array(v.union([v.string(), v.strictObject({ label: v.string(), required: v.optional(v.boolean()) })])),
  ),
});
const field = v.strictObject({
  type: v.picklist(['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']),
  id: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+$/))),
  attributes,
  validations: v.optional(v.strictObject({ required: v.boolean() })),
});
const form = v.strictObject({
  name: v.string(),
  description: v.string(),
  labels: v.array(v.string()),
  body: v.pipe(v.array(field), v.minLength(1)),
});

const update = v.strictObject({
  'package-ecosystem': v.picklist(['npm', 'github-actions', 'docker']),
  directory: v.pipe(v.string(), v.startsWith('/')),
  schedule: v.strictObject({ interval: v.literal('weekly'), day: v.string() }),
  cooldown: v.strictObject({ 'default-days': v.literal(3) }),
  'open-pull-requests-limit': v.optional(v.number()),
  'commit-message': v.strictObject({ prefix: v.string(), include: v.optional(v.literal('scope')) }),
  groups: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        'dependency-type': v.optional(v.picklist(['production', 'development'])),
        patterns: v.optional(v.array(v.string())),
      }),
    ),
  ),
  ignore: v.optional(
    v.array(v.strictObject({ 'dependency-name': v.string(), versions: v.array(v.string()) })),
  ),
});
const dependabot = v.strictObject({ version: v.literal(2), updates: v.array(update) });

describe('an issue', () => {
  const forms = readdirSync(join(ROOT, FORMS)).filter((name) => name !== 'config.yml');

  it('is one of these', () =>
    assert.deepEqual(forms.sort(), ['bug.yml', 'feature.yml', 'netatmo-changed.yml']));

  for (const name of forms) {
    it(`${name} is a form that GitHub can show`, () => {
      const { body } = readYaml(`${FORMS}/${name}`, form);
      const ids = body.flatMap(({ id }) => id ?? []);
      assert.deepEqual(ids, [...new Set(ids)]);
      for (const { type, id, attributes: shown } of body) {
        assert.equal(
          type === 'markdown' ? shown.value !== undefined : id !== undefined && shown.label !== undefined,
          true,
          id,
        );
        assert.equal(['dropdown', 'checkboxes'].includes(type), shown.options !== undefined, id);
      }
    });
  }

  for (const name of ['bug.yml', 'netatmo-changed.yml']) {
    it(`${name} asks for the exact error, and for no secret`, () => {
      const { body } = readYaml(`${FORMS}/${name}`, form);
      const error = body.find(({ id }) => id === 'error');
      assert.equal(error?.validations?.required, true);
      assert.match(error.attributes.label ?? '', /exactly/);
      assert.match(`${error.attributes.description}`, /code[\s\S]*step[\s\S]*path/);
      const [first] = body;
      assert.match(first?.attributes.value ?? '', /no password, no e-mail address, no token/);
      const promise = body.find(({ id }) => id === 'clean')?.attributes.options?.[0];
      assert.equal(typeof promise === 'object' && promise.required, true);
    });
  }

  it('about security is sent to a private advisory', () => {
    const config = readYaml(
      `${FORMS}/config.yml`,
      v.strictObject({
        blank_issues_enabled: v.literal(false),
        contact_links: v.array(
          v.strictObject({ name: v.string(), url: v.pipe(v.string(), v.url()), about: v.string() }),
        ),
      }),
    );
    assert.ok(config.contact_links.some(({ name, url }) => /security/i.test(name) && url === ADVISORIES));
  });
});

describe('Dependabot', () => {
  const updates = () => readYaml('.github/dependabot.yml', dependabot).updates;

  it('looks after packages, actions and the image, each once', () => {
    const places = updates().map(({ directory, ...each }) => `${each['package-ecosystem']} ${directory}`);
    assert.deepEqual(places, ['npm /', 'github-actions /', 'docker /docs/container-example']);
    assert.ok(existsSync(join(ROOT, 'docs/container-example/Dockerfile')));
  });

  it('offers no undici that Node 20 cannot run, and says why', () => {
    assert.ok(
      updates()[0]?.ignore?.some(
        (each) => each['dependency-name'] === 'undici' && each.versions.includes('>=8'),
      ),
    );
    assert.match(readText('.github/dependabot.yml'), /# undici 8 needs Node 22/);
  });
});

describe('the owners of the code', () => {
  const rules = readText('.github/CODEOWNERS')
    .split('\n')
    .filter((line) => /^[^#\s]/.test(line));

  it('are named for everything, and each place exists', () => {
    assert.match(rules[0] ?? '', /^\* +@\S+$/);
    for (const rule of rules.slice(1)) {
      const [place = '', owner = ''] = rule.split(/ +/);
      assert.match(owner, /^@/);
      assert.ok(existsSync(join(ROOT, place)), place);
    }
  });
});
