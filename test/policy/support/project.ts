import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

/** The project's folder. */
export const ROOT = resolve(__dirname, '../../..');

export const readText = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A JSON file of the project in the shape that the test relies on; throws when it has another one. */
export const readJson = <const S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> =>
  v.parse(schema, JSON.parse(readText(path)));

/** A YAML file of the project, likewise. A key that stands twice is an error, as it is for GitHub and Docker. */
export const readYaml = <const S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> =>
  v.parse(schema, parse(readText(path), { uniqueKeys: true }));

export const packageJson = readJson(
  'package.json',
  v.object({
    name: v.string(),
    version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
    scripts: v.record(v.string(), v.string()),
    dependencies: v.record(v.string(), v.string()),
  }),
);
