// The rows of a warm-up that is not over: kept by name, because which features there will be is known at its end.

/** One row: values by name (NaN = missing). `positional`: the names only number the elements of an array. */
export interface NamedRow {
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly positional: boolean;
}

export interface CollectedRow {
  readonly row: NamedRow;
  /** Event time, ms. */
  readonly t: number;
}

/** What a name costs beside its characters, and a row beside its numbers; bytes, measured. */
const NAME_BYTES = 64;
const ROW_BYTES = 310;
const CHARACTER_BYTES = 2;

export const bytesOfName = (name: string): number => NAME_BYTES + CHARACTER_BYTES * name.length;

export class Collected {
  readonly rows: CollectedRow[] = [];
  /** Bytes of the rows and of their lists of names. */
  bytes = 0;

  get size(): number {
    return this.rows.length;
  }

  /** Rows with the names of the one before share them. */
  add(row: NamedRow, t: number): void {
    const before = this.rows.at(-1)?.row.names;
    const isSame = before?.length === row.names.length && before.every((name, i) => name === row.names[i]);
    if (!isSame) for (const name of row.names) this.bytes += bytesOfName(name);
    this.bytes += ROW_BYTES + row.values.byteLength;
    this.rows.push({ row: isSame ? { ...row, names: before } : row, t });
  }
}
