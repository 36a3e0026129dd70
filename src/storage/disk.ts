import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';

/** What a name in a directory stands for; a link is `other`, whatever it points to. */
export interface Entry {
  readonly kind: 'file' | 'directory' | 'other';
  /** Bytes. */
  readonly size: number;
  /** Permission bits; meaningless on Windows. */
  readonly mode: number;
  /** When it was last written to, wall-clock ms of whoever has the disk. */
  readonly modifiedAt: number;
}

/** An open file. Everything rejects with the system's error. */
export interface OpenFile {
  entry(): Promise<Entry>;
  /** The file from its start, at most `limit` bytes of it. */
  read(limit: number): Promise<Buffer>;
  write(bytes: Buffer): Promise<void>;
  /** Resolves when what was written survives a power cut. */
  sync(): Promise<void>;
  chmod(mode: number): Promise<void>;
  /** Makes {@link Entry.modifiedAt} this, wall-clock ms, without writing. */
  touch(now: number): Promise<void>;
  close(): Promise<void>;
}

/** The few calls to the file system that keeping session files takes; tests let them fail. */
export interface Disk {
  /** Windows: no permission bits, no directory sync, and a name that a scanner holds open cannot be replaced. */
  readonly windows: boolean;
  list(directory: string): Promise<string[]>;
  /** Looks at the name itself, never through a link. */
  entry(path: string): Promise<Entry>;
  makeDirectory(path: string, mode: number): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  /** Opens for reading. Refuses a link and never waits (a FIFO would). */
  open(path: string): Promise<OpenFile>;
  /** Makes a file that has `mode` before its first byte. Rejects with `EEXIST` when the name is taken. */
  create(path: string, mode: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes an empty directory. */
  removeDirectory(path: string): Promise<void>;
  /** Resolves when the names in the directory survive a power cut. */
  syncDirectory(path: string): Promise<void>;
}

const PERMISSIONS = 0o777;

// Windows knows neither of the last two flags; there the look at the entry before opening has to do.
const flags: Partial<typeof constants> = constants;
const READ_FLAGS = constants.O_RDONLY | (flags.O_NOFOLLOW ?? 0) | (flags.O_NONBLOCK ?? 0);

function toEntry(stats: Awaited<ReturnType<typeof fs.lstat>>): Entry {
  const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : 'other';
  const { size, mode, mtimeMs } = stats;
  return { kind, size: Number(size), mode: Number(mode) & PERMISSIONS, modifiedAt: Number(mtimeMs) };
}

async function readUpTo(handle: fs.FileHandle, limit: number): Promise<Buffer> {
  const buffer = Buffer.alloc(limit);
  let filled = 0;
  while (filled < limit) {
    const { bytesRead } = await handle.read(buffer, filled, limit - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

const toOpenFile = (handle: fs.FileHandle): OpenFile => ({
  entry: async () => toEntry(await handle.stat()),
  read: (limit) => readUpTo(handle, limit),
  write: (bytes) => handle.writeFile(bytes),
  sync: () => handle.sync(),
  chmod: (mode) => handle.chmod(mode),
  touch: (now) => handle.utimes(now / 1_000, now / 1_000),
  close: () => handle.close(),
});

async function syncDirectory(path: string): Promise<void> {
  const handle = await fs.open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The machine's own disk. */
export const systemDisk: Disk = {
  windows: process.platform === 'win32',
  list: (directory) => fs.readdir(directory),
  entry: async (path) => toEntry(await fs.lstat(path)),
  makeDirectory: async (path, mode) => {
    await fs.mkdir(path, { recursive: true, mode });
  },
  chmod: (path, mode) => fs.chmod(path, mode),
  open: async (path) => toOpenFile(await fs.open(path, READ_FLAGS)),
  create: async (path, mode) => toOpenFile(await fs.open(path, 'wx', mode)),
  rename: (from, to) => fs.rename(from, to),
  remove: (path) => fs.unlink(path),
  removeDirectory: (path) => fs.rmdir(path),
  syncDirectory,
};
