// The embedded database: LevelDB, one directory, one process at a time.
import { ClassicLevel } from 'classic-level';
import type { Operation } from './writes';

export interface Level {
  get(key: string): Uint8Array | undefined;
  write(operations: readonly Operation[], sync: boolean): Promise<void>;
  /** Of all keys that start with `prefix`, in order. */
  entries(prefix: string): AsyncIterable<[string, Uint8Array]>;
  keys(prefix: string): AsyncIterable<string>;
  close(): Promise<void>;
}

/** Native memory of the database: what is not on disk yet, and blocks that were read. */
const WRITE_BUFFER = 4 * 1_048_576;
const CACHE = 2 * 1_048_576;

const range = (prefix: string): { gte: string; lt: string } => ({ gte: prefix, lt: `${prefix}\u{10FFFF}` });

/** Makes a database of what can still be read of a damaged one. */
export const repairLevel = (directory: string): Promise<void> => ClassicLevel.repair(directory);

/** @throws Error whose cause has a `code`: LEVEL_LOCKED, LEVEL_CORRUPTION, LEVEL_IO_ERROR, or one of the file system */
export async function openLevel(directory: string): Promise<Level> {
  const level = new ClassicLevel<string, Uint8Array>(directory, { valueEncoding: 'view', writeBufferSize: WRITE_BUFFER, cacheSize: CACHE });
  await level.open();
  return {
    get: (key) => level.getSync(key),
    write: (operations, sync) => level.batch(operations.map(({ key, value }) => (value ? { type: 'put', key, value } : { type: 'del', key })), { sync }),
    entries: (prefix) => level.iterator(range(prefix)),
    keys: (prefix) => level.keys(range(prefix)),
    close: () => level.close(),
  };
}
