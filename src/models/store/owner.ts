// What the store knows of an owner of models (a node): the settings in force, and how long it has been gone.
import type { KnobOverrides, ProfileName } from '../../engine';
import { OWNER, type Database } from './database';

const DAY = 86_400_000;

export interface OwnerRecord {
  /** Fingerprint of the node's own settings. */
  readonly base: string;
  /** The settings of models to come: the node's own, or what `configure` made of them. */
  readonly profile: ProfileName | null;
  readonly overrides: KnobOverrides;
  readonly features: readonly string[] | null;
  readonly timeZone?: string | null;
  readonly retentionDays: number;
  /** When it was first missed, ms; null: it was there. */
  readonly goneSince: number | null;
}

/** Keys: kind, owner and, as JSON (any text has one, and only one), what else there is. */
export const keyOf = (kind: string, owner: string, ...parts: readonly string[]): string => [kind, owner, ...parts.map((part) => JSON.stringify(part))].join('\0');

export const encodeOwner = (record: OwnerRecord): Uint8Array => Buffer.from(JSON.stringify(record));

/** null for what cannot be read. */
export function decodeOwner(bytes: Uint8Array | undefined): OwnerRecord | null {
  try {
    return bytes ? (JSON.parse(Buffer.from(bytes).toString()) as OwnerRecord) : null;
  } catch {
    return null;
  }
}

/** The kinds of keys of one owner: entries, records in two places, damaged records. */
export const KINDS = ['i', 'a', 'b', 'x'] as const;

/** Deletes what belongs to owners that have been gone for longer than they wanted; returns their ids. The others' absence is noted. */
export async function sweep(database: Database, now: number): Promise<string[]> {
  const deleted: string[] = [];
  for await (const [key, value] of database.entries(OWNER)) {
    const owner = key.slice(OWNER.length);
    const record = decodeOwner(value);
    if (database.owners.has(owner) || !record) continue;
    const goneSince = record.goneSince ?? now;
    // a clock that was set back starts the time anew
    if (record.goneSince === null || goneSince > now) database.put([{ key, value: encodeOwner({ ...record, goneSince: now }) }]);
    else if (now - goneSince >= record.retentionDays * DAY) {
      await deleteOwner(database, owner);
      deleted.push(owner);
    }
  }
  await database.flush();
  return deleted;
}

async function deleteOwner(database: Database, owner: string): Promise<void> {
  for (const kind of KINDS) {
    for await (const key of database.keys(`${keyOf(kind, owner)}\0`)) database.put([{ key, value: null }]);
  }
  database.put([{ key: OWNER + owner, value: null }]);
}
