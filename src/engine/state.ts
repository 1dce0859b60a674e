// How a model's parts hand over their state: one method per part, `exchange`, is used to write it, to read it back and to count it,
// so that the three cannot disagree. Numbers are stored as they are in memory: NaN, -0 and infinities survive, restoring is exact.

export interface StateStream {
  number(value: number): number;
  flag(value: boolean): boolean;
  floats(values: Float64Array): void;
  ints(values: Int32Array): void;
  bytes(values: Uint8Array): void;
}

/** A part of a model whose state can be saved. */
export interface Stateful {
  exchange(state: StateStream): void;
}

/** Whether this machine keeps numbers in memory as a state is written: then whole arrays are copied at once. */
const AS_WRITTEN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const bytesOf = (values: ArrayBufferView): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Counts the bytes of a state. */
export class StateSize implements StateStream {
  total = 0;
  number(value: number): number {
    this.total += 8;
    return value;
  }
  flag(value: boolean): boolean {
    this.total += 1;
    return value;
  }
  floats(values: Float64Array): void {
    this.total += values.byteLength;
  }
  ints(values: Int32Array): void {
    this.total += values.byteLength;
  }
  bytes(values: Uint8Array): void {
    this.total += values.byteLength;
  }
}

/** Writes a state, little-endian, into `target` from `offset` on. */
export class StateWriter implements StateStream {
  private readonly view: DataView;
  constructor(
    private readonly target: Uint8Array,
    public offset: number,
  ) {
    this.view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  }
  number(value: number): number {
    this.view.setFloat64(this.offset, value, true);
    this.offset += 8;
    return value;
  }
  flag(value: boolean): boolean {
    this.view.setUint8(this.offset++, value ? 1 : 0);
    return value;
  }
  floats(values: Float64Array): void {
    if (AS_WRITTEN) this.bytes(bytesOf(values));
    else for (const value of values) this.number(value);
  }
  ints(values: Int32Array): void {
    if (AS_WRITTEN) return this.bytes(bytesOf(values));
    for (const value of values) {
      this.view.setInt32(this.offset, value, true);
      this.offset += 4;
    }
  }
  bytes(values: Uint8Array): void {
    this.target.set(values, this.offset);
    this.offset += values.length;
  }
}

/** Reads a state back. @throws RangeError when the bytes end too early. */
export class StateReader implements StateStream {
  private readonly view: DataView;
  constructor(
    private readonly source: Uint8Array,
    public offset: number,
  ) {
    this.view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }
  number(_value: number): number {
    const value = this.view.getFloat64(this.offset, true);
    this.offset += 8;
    return value;
  }
  flag(_value: boolean): boolean {
    return this.view.getUint8(this.offset++) === 1;
  }
  floats(values: Float64Array): void {
    if (AS_WRITTEN) this.bytes(bytesOf(values));
    else for (let i = 0; i < values.length; i++) values[i] = this.number(0);
  }
  ints(values: Int32Array): void {
    if (AS_WRITTEN) return this.bytes(bytesOf(values));
    for (let i = 0; i < values.length; i++) {
      values[i] = this.view.getInt32(this.offset, true);
      this.offset += 4;
    }
  }
  bytes(values: Uint8Array): void {
    const end = this.offset + values.length;
    if (end > this.source.length) throw new RangeError('the state ends too early');
    values.set(this.source.subarray(this.offset, end));
    this.offset = end;
  }
}
