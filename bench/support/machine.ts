import { cpus, totalmem } from 'node:os';

/** What the figures were made on, in words that name nobody's machine. */
export interface Machine {
  /** The family of the processor, such as `AMD EPYC`. */
  readonly processor: string;
  readonly cores: number;
  readonly memoryGB: number;
  readonly node: string;
  readonly system: string;
}

const GB = 1024 ** 3;

export const thisMachine = (): Machine => ({
  processor: familyOf(cpus()[0]?.model ?? 'unknown'),
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / GB),
  node: process.versions.node,
  system: `${process.platform} ${process.arch}`,
});

/** Without clock rates and model numbers. */
const familyOf = (model: string): string =>
  model
    .replace(/\((?:R|TM)\)|\bCPU\b|\bProcessor\b|@.*$/gi, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !/\d/.test(word))
    .slice(0, 3)
    .join(' ') || process.arch;
