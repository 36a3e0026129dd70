import type { RequestHandler } from 'express';
import type { NodeAPI } from 'node-red';

/** A route that a package has added to one of Node-RED's two web sides. */
export interface AddedRoute {
  readonly side: 'httpAdmin' | 'httpNode';
  /** `get`, `post`, `use` … */
  readonly method: string;
  readonly path: unknown;
  readonly handlers: readonly unknown[];
}

/** The rights that a guard asks for, by the guard. */
export type Guards = ReadonlyMap<unknown, string>;

/** Loads node files into a Node-RED that only takes notes. */
export function routesOf(...load: readonly ((RED: NodeAPI) => void)[]): {
  routes: AddedRoute[];
  guards: Guards;
} {
  const routes: AddedRoute[] = [];
  const guards = new Map<unknown, string>();
  const side = (name: AddedRoute['side']): unknown =>
    new Proxy(() => undefined, {
      get:
        (_target, method) =>
        (path: unknown, ...handlers: unknown[]) => {
          routes.push({ side: name, method: String(method), path, handlers });
          return side(name);
        },
    });
  const RED = {
    httpAdmin: side('httpAdmin'),
    httpNode: side('httpNode'),
    auth: {
      needsPermission: (right: string): RequestHandler => {
        const guard: RequestHandler = (_req, _res, next) => next();
        guards.set(guard, right);
        return guard;
      },
    },
    nodes: { registerType: () => undefined },
    events: { on: () => undefined },
    log: {},
    settings: {},
    _: (key: string) => key,
  };
  for (const each of load) each(RED as unknown as NodeAPI);
  return { routes, guards };
}

const RIGHTS: Readonly<Record<string, string>> = {
  get: 'netatmo-account.read',
  post: 'netatmo-account.write',
};

/** What is wrong with a package's routes; empty = nothing. */
export function unguarded(routes: readonly AddedRoute[], guards: Guards): string[] {
  return routes.flatMap(({ side, method, path, handlers }) => {
    const name = `${side}.${method} ${String(path)}`;
    const right = RIGHTS[method];
    if (side !== 'httpAdmin') return [`${name}: no route belongs on the public side`];
    if (right === undefined) return [`${name}: neither a plain GET nor a plain POST`];
    if (typeof path !== 'string' || !path.startsWith('/netatmo-truetemp/'))
      return [`${name}: a foreign path`];
    return guards.get(handlers.flat(Infinity)[0]) === right
      ? []
      : [`${name}: does not ask for ${right} first`];
  });
}
