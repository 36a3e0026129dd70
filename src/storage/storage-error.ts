/**
 * Why a value could not be kept:
 * `NO_KEY` no member has a usable key · `NEWER` a newer version's file is there and stays ·
 * `TOO_LARGE`, `NOT_JSON` the value itself · `DISK` the disk said no, see {@link StorageError.errno}.
 */
export type StorageCode = 'NO_KEY' | 'NEWER' | 'TOO_LARGE' | 'NOT_JSON' | 'DISK';

const TEXTS: Readonly<Record<StorageCode, string>> = {
  NO_KEY: 'There is no key to encrypt the session file with.',
  NEWER: 'The session file was written by a newer version; it is left as it is.',
  TOO_LARGE: 'The state of the account is too large for its session file.',
  NOT_JSON: 'The state of the account cannot be written as JSON.',
  DISK: 'The session file could not be read or written',
};

/** The one error of this folder. Its text is fixed: no path, no content, no cause. */
export class StorageError extends Error {
  readonly code: StorageCode;
  /** What the system said (`ENOSPC`, `EROFS`, `EACCES` …); only with `DISK`. */
  readonly errno?: string;

  constructor(code: StorageCode, errno?: string) {
    super(errno === undefined ? TEXTS[code] : `${TEXTS[code]} (${errno}).`);
    this.name = 'StorageError';
    this.code = code;
    if (errno !== undefined) this.errno = errno;
  }
}

/** The system's code of an error of the disk, `UNKNOWN` when it has none. */
export function errnoOf(error: unknown): string {
  if (error instanceof StorageError) return error.errno ?? error.code;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** `error` as a {@link StorageError}; whatever is not one yet came from the disk. */
export const toStorageError = (error: unknown): StorageError =>
  error instanceof StorageError ? error : new StorageError('DISK', errnoOf(error));
