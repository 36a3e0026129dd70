import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { log } from '@node-red/util';
import { textOf, type Hit, type LeakNet } from './leak-net';

/** Gathers what comes out of the package at any place, to be searched when all canaries are known. */
export class Collector {
  readonly #texts = new Map<string, string[]>();
  readonly #undo: (() => void)[] = [];

  /** Begins to listen to Node-RED's log, the console and warnings of the process. */
  listen(): void {
    // A handler gets every level; what to leave out is for each handler to decide.
    const handler = new EventEmitter().on('log', (entry: unknown) => this.take('log', entry));
    log.addHandler(handler);
    this.#undo.push(() => log.removeHandler(handler));
    this.#tee(process.stdout, 'stdout');
    this.#tee(process.stderr, 'stderr');
    const onWarning = (warning: Error): void => this.take('process warning', warning);
    process.on('warning', onWarning);
    this.#undo.push(() => process.off('warning', onWarning));
  }

  close(): void {
    for (const undo of this.#undo.splice(0)) undo();
  }

  take(place: string, ...values: readonly unknown[]): void {
    const texts = this.#texts.get(place) ?? [];
    texts.push(...values.map(textOf));
    this.#texts.set(place, texts);
  }

  /** Takes every file below a directory: its name, and its bytes in the three ways in which they may be text. */
  takeFiles(place: string, directory: string): void {
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      this.take(`${place}: names`, entry.name);
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      this.take(place, bytes.toString('utf8'), bytes.toString('latin1'), bytes.toString('utf16le'));
    }
  }

  /** How many texts were gathered at each place, and how many characters in all. */
  get figures(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.#texts].map(([place, texts]) => [
        place,
        `${texts.length} (${texts.reduce((sum, { length }) => sum + length, 0)} characters)`,
      ]),
    );
  }

  get places(): string[] {
    return [...this.#texts.keys()];
  }

  search(net: LeakNet): Hit[] {
    return [...this.#texts].flatMap(([place, texts]) => net.find(place, [...new Set(texts)].join('\n')));
  }

  #tee(stream: NodeJS.WriteStream, place: string): void {
    const write = stream.write.bind(stream);
    stream.write = ((...args: Parameters<typeof write>) => {
      this.take(place, String(args[0]));
      return write(...args);
    }) as typeof stream.write;
    this.#undo.push(() => (stream.write = write));
  }
}
