// Saved settings carry the version of the dialog that saved them; older ones are brought up step by step, newer ones are used as they are.

export type Saved = Readonly<Record<string, unknown>>;
/** From one version to the next. */
export type Step = (saved: Saved) => Saved;

export interface Migrated<S> {
  readonly settings: S;
  /** Saved by a later version of the package: what it knows and we do not is left alone. */
  readonly isNewer: boolean;
}

/** @param steps the first brings settings without a version to version 1, the next one those to version 2, and so on */
export function migrate<S extends object>(saved: S, steps: readonly Step[]): Migrated<S> {
  const current = steps.length;
  const version = versionOf(saved);
  if (version > current) return { settings: saved, isNewer: true };
  const settings = steps.slice(version).reduce((before, step) => step(before), { ...saved } as Saved);
  return { settings: { ...settings, configVersion: current } as unknown as S, isNewer: false };
}

function versionOf(saved: object): number {
  const version = Number((saved as Saved)['configVersion'] ?? 0);
  return Number.isInteger(version) && version > 0 ? version : 0;
}

/** A step that gives values to settings which are new. */
export const withDefaults =
  (defaults: Saved): Step =>
  (saved) => ({ ...defaults, ...Object.fromEntries(Object.entries(saved).filter(([name, value]) => value !== undefined || !Object.hasOwn(defaults, name))) });
