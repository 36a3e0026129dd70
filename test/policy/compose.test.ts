import assert from 'node:assert/strict';
import { readCompose } from './support/compose';
import { packageJson, readText } from './support/project';

const FOLDER = 'docs/container-example';

describe('the example for containers', () => {
  let compose: ReturnType<typeof readCompose>;
  let service: (typeof compose)['services']['node-red'];

  before(() => {
    compose = readCompose();
    service = compose.services['node-red'];
  });

  it('runs as nobody special, on a file system that cannot be written', () => {
    assert.equal(service.user, '1000:1000');
    assert.equal(service.read_only, true);
    assert.deepEqual(service.cap_drop, ['ALL']);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true']);
  });

  it('writes in /data only', () => {
    const writable = service.volumes.filter((each) => !each.endsWith(':ro'));
    assert.deepEqual(writable, ['data:/data']);
    assert.deepEqual(Object.keys(compose.volumes), ['data']);
  });

  it('opens its editor to this machine only', () => {
    assert.ok(service.ports.length > 0);
    for (const port of service.ports) assert.match(port, /^127\.0\.0\.1:\d+:1880$/);
  });

  it('is given every secret as a file', () => {
    assert.deepEqual([...service.secrets].sort(), Object.keys(compose.secrets).sort());
    for (const [name, { file }] of Object.entries(compose.secrets)) assert.equal(file, `./secrets/${name}`);
    const variables = Object.entries(service.environment).filter(([name]) =>
      /NETATMO|SECRET|KEY|PASS/.test(name),
    );
    assert.equal(variables.length, 3);
    for (const [name, value] of variables) {
      assert.match(name, /^NETATMO_(USERNAME|PASSWORD|SESSION_KEY)_FILE$/);
      assert.ok(service.secrets.includes(value.replace('/run/secrets/', '')), value);
    }
  });

  it('keeps the secrets out of git and out of the image', () => {
    assert.match(readText(`${FOLDER}/.gitignore`), /^secrets\/$/m);
    assert.equal(readText(`${FOLDER}/.dockerignore`).trim(), '*');
  });

  it('takes what encrypts Node-RED’s credentials, and who may edit, from secrets', () => {
    const settings = readText(`${FOLDER}/settings.cjs`);
    for (const [, name = ''] of settings.matchAll(/secret\('(\w+)'\)/g))
      assert.ok(service.secrets.includes(name), name);
    assert.match(settings, /credentialSecret: secret\(/);
    assert.match(settings, /password: secret\(/);
  });

  it('is checked by asking the editor', () => assert.equal(service.healthcheck.test[0], 'CMD'));

  it('installs exactly this version of this package, on an exact image of Node-RED', () => {
    const dockerfile = readText(`${FOLDER}/Dockerfile`);
    assert.match(dockerfile, /^FROM nodered\/node-red:\d+\.\d+\.\d+-\d+$/m);
    assert.ok(dockerfile.includes(`'${packageJson.name}@${packageJson.version}'`));
    assert.match(dockerfile, /--ignore-scripts/);
  });
});
