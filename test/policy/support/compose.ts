import * as v from 'valibot';
import { readYaml } from './project';

const texts = v.array(v.string());

/** What the example is made of. A key outside of it is a slip, or something that needs a second look. */
const composeFile = v.strictObject({
  services: v.strictObject({
    'node-red': v.strictObject({
      build: v.literal('.'),
      image: v.string(),
      restart: v.string(),
      user: v.string(),
      read_only: v.boolean(),
      cap_drop: texts,
      security_opt: texts,
      pids_limit: v.number(),
      mem_limit: v.string(),
      ports: texts,
      environment: v.record(v.string(), v.string()),
      secrets: texts,
      volumes: texts,
      healthcheck: v.strictObject({
        test: texts,
        interval: v.string(),
        timeout: v.string(),
        retries: v.number(),
        start_period: v.string(),
      }),
    }),
  }),
  secrets: v.record(v.string(), v.strictObject({ file: v.string() })),
  volumes: v.record(v.string(), v.null()),
});

/** The example's compose file. */
export const readCompose = (): v.InferOutput<typeof composeFile> =>
  readYaml('docs/container-example/compose.yaml', composeFile);
