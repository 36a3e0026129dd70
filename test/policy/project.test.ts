import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as v from 'valibot';
import { packageJson, readJson, readText, ROOT } from './support/project';

const lock = readJson(
  'package-lock.json',
  v.object({
    lockfileVersion: v.literal(3),
    packages: v.record(
      v.string(),
      v.object({
        version: v.optional(v.string()),
        resolved: v.optional(v.string()),
        integrity: v.optional(v.string()),
        inBundle: v.optional(v.boolean()),
        dev: v.optional(v.boolean()),
        optional: v.optional(v.boolean()),
        devOptional: v.optional(v.boolean()),
        hasInstallScript: v.optional(v.boolean()),
      }),
    ),
  }),
);
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');

describe('the dependencies', () => {
  it('are at most these three at run time, each with its major', () => {
    const majors = Object.entries(packageJson.dependencies).map(
      ([name, range]) => `${name} ${range.split('.')[0]}`,
    );
    assert.deepEqual(majors.sort(), ['tough-cookie ^6', 'undici ^7', 'valibot ^1']);
  });

  it('bring two more packages to a user, and nobody’s install script', () => {
    const installed = locked.filter(
      ([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional,
    );
    const names = installed.map(([path]) => path.replace('node_modules/', ''));
    assert.deepEqual(names.sort(), ['tldts', 'tldts-core', 'tough-cookie', 'undici', 'valibot']);
    assert.ok(installed.every(([, { hasInstallScript }]) => !hasInstallScript));
  });

  it('come with no install script of our own', () => {
    // npm 11 counts `prepare` among them and asks users to approve it.
    const atInstall = [
      ...['preinstall', 'install', 'postinstall', 'prepare'],
      ...['preuninstall', 'uninstall', 'postuninstall'],
    ];
    assert.deepEqual(
      Object.keys(packageJson.scripts).filter((name) => atInstall.includes(name)),
      [],
    );
  });

  it('are locked by their hash, and the lock names no host', () => {
    for (const [path, { resolved, integrity, inBundle }] of locked) {
      assert.doesNotMatch(resolved ?? '', /^https?:/, path);
      // What another package brings inside of itself is under that one's hash.
      if (!inBundle) assert.match(integrity ?? '', /^sha512-/, path);
    }
  });
});

describe('what is written for people', () => {
  // Documents have a test of their own; this is what they do not reach.
  const folders = ['.github', 'docs/container-example'];
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => relative(ROOT, join(each.parentPath, each.name))),
  );

  it('has no gap that somebody meant to fill', () => {
    assert.ok(paths.length > 0);
    for (const path of paths)
      assert.doesNotMatch(readText(path), /\[your[- ]|your-email|<your |\bTBD\b|\bTODO\b|\bFIXME\b/i, path);
  });

  it('names a private way to report', () =>
    assert.match(
      readText('SECURITY.md'),
      /github\.com\/truetemp\/node-red-netatmo\/security\/advisories\/new/,
    ));

  it('names only code and tests that are there where it promises safety', () => {
    const named = [
      ...readText('docs/threat-model.md').matchAll(/`((?:src|nodes|test|\.github)\/[\w./-]+)`/g),
    ];
    assert.ok(named.length > 0);
    for (const [, path = ''] of named) assert.ok(existsSync(join(ROOT, path)), path);
  });
});
