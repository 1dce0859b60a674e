// The stored models of one owner. Every model has two places that are written in turn, so that the record before the newest is there when
// that one turns out to be damaged.
import { DeviceModel } from '../model';
import { bytesOfName } from '../collected';
import { summaryOf, type ModelSummary } from '../summary';
import { decodeRecord, encodeRecord } from './codec';
import type { Database } from './database';
import { ENTRY_BYTES, decodeEntry, encodeEntry, type Entry, type Slot } from './entry';
import { keyOf } from './owner';
import type { Operation } from './writes';

/** Damaged records that are kept for whoever wants to look into them. */
const MOST_ASIDE = 10;

export interface Loaded {
  readonly model: DeviceModel;
  /** Fingerprint of the settings its owner had when it was stored. */
  readonly base: string;
}

/** A record that could not be used: the one before it was taken, or none was left. */
export type OnDamage = (key: string, reason: string, isLost: boolean) => void;

export class Shelf {
  /** By key, the one stored longest ago first. */
  private readonly index = new Map<string, Entry>();
  private readonly aside: string[] = [];
  /** The disk gave an error where a record should be: that may pass, so nothing is deleted. */
  private isUnread = false;
  /** Bytes of the index in memory. */
  bytes = 0;

  constructor(
    private readonly database: Database,
    private readonly owner: string,
    private readonly onDamage: OnDamage,
  ) {}

  /** Reads which models there are. */
  async open(): Promise<void> {
    const prefix = `${keyOf('i', this.owner)}\0`;
    for await (const [key, value] of this.database.entries(prefix)) this.note(JSON.parse(key.slice(prefix.length)) as string, decodeEntry(value));
    for await (const key of this.database.keys(`${keyOf('x', this.owner)}\0`)) this.aside.push(key);
  }

  get size(): number {
    return this.index.size;
  }

  get isReadable(): boolean {
    return this.database.isReadable;
  }

  /** It takes models now. */
  get isWritable(): boolean {
    return this.database.isWritable;
  }

  has(key: string): boolean {
    return this.index.has(key);
  }

  keys(): IterableIterator<string> {
    return this.index.keys();
  }

  /** What the status says of a stored model; null if that is not known without reading it. */
  summary(key: string): ModelSummary | null {
    return this.index.get(key)?.summary ?? null;
  }

  /** The one stored longest ago. */
  get oldest(): string | undefined {
    return this.index.keys().next().value;
  }

  private note(key: string, entry: Entry): void {
    if (!this.index.delete(key)) this.bytes += ENTRY_BYTES + bytesOfName(key);
    this.index.set(key, entry);
  }

  /** Takes a model as it is now. */
  keep(model: DeviceModel, base: string): void {
    const { key } = model;
    const before = this.index.get(key);
    const slot: Slot = before?.slot === 'a' ? 'b' : 'a';
    const generation = (before?.generation ?? 0) + 1;
    const entry: Entry = { slot, generation, summary: summaryOf(model) };
    this.database.put([
      { key: keyOf(slot, this.owner, key), value: encodeRecord({ record: model.record(), generation, base }) },
      { key: keyOf('i', this.owner, key), value: encodeEntry(entry) },
    ]);
    this.note(key, entry);
    model.changed = false;
  }

  /** A model as it was stored; null if there is none that can be used. */
  load(key: string): Loaded | null {
    const entry = this.index.get(key);
    if (!entry || !this.isReadable) return null;
    const reasons: string[] = [];
    this.isUnread = false;
    for (const slot of entry.slot === null ? this.bothSlots(key) : ([entry.slot, other(entry.slot)] as const)) {
      const found = this.read(slot, key);
      if (typeof found === 'string') reasons.push(found);
      else if (found) {
        if (reasons.length === 0 && entry.slot !== null) return found;
        this.note(key, { slot, generation: found.generation, summary: null });
        // so that it is stored again soon, where the damaged one was
        found.model.changed = true;
        if (reasons.length) this.onDamage(key, reasons.join('; '), false);
        return found;
      }
    }
    if (this.isUnread) this.forget(key);
    else this.delete(key);
    this.onDamage(key, reasons.join('; ') || 'its record is gone', true);
    return null;
  }

  /** The places of a model whose entry was damaged, the newer record first. */
  private bothSlots(key: string): Slot[] {
    const generationIn = (slot: Slot): number => {
      try {
        const bytes = this.database.get(keyOf(slot, this.owner, key));
        return bytes ? decodeRecord(bytes).generation : -1;
      } catch {
        return -1;
      }
    };
    return generationIn('b') > generationIn('a') ? ['b', 'a'] : ['a', 'b'];
  }

  /** What is in a place: a model, nothing, or a sentence that says what is wrong with it; a damaged record is put aside. */
  private read(slot: Slot, key: string): (Loaded & { generation: number }) | string | null {
    const place = keyOf(slot, this.owner, key);
    let bytes: Uint8Array | undefined;
    try {
      bytes = this.database.get(place);
      if (!bytes) return null;
      const { record, generation, base } = decodeRecord(bytes);
      return { model: DeviceModel.restore(record), generation, base };
    } catch (error) {
      if (bytes) this.putAside(place, bytes, slot, key);
      else this.isUnread = true;
      return (error as Error).message;
    }
  }

  private putAside(place: string, bytes: Uint8Array, slot: Slot, key: string): void {
    const target = keyOf('x', this.owner, new Date().toISOString(), key, slot);
    const operations: Operation[] = [
      { key: place, value: null },
      { key: target, value: bytes },
    ];
    this.aside.push(target);
    if (this.aside.length > MOST_ASIDE) operations.push({ key: this.aside.shift()!, value: null });
    this.database.put(operations);
  }

  /** As if it were not there; what is stored stays. */
  private forget(key: string): boolean {
    if (!this.index.delete(key)) return false;
    this.bytes -= ENTRY_BYTES + bytesOfName(key);
    return true;
  }

  delete(key: string): void {
    if (!this.forget(key)) return;
    this.database.put((['i', 'a', 'b'] as const).map((kind) => ({ key: keyOf(kind, this.owner, key), value: null })));
  }
}

const other = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a');
