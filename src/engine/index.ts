// The door of the engine: what programs outside use.
export { isTimeZone } from './calendar';
export { StreamClusterer } from './engine';
export type { EngineOptions, Ids } from './options';
export { NCS_DEFAULTS, PROFILES, RANGES, overrideKnobs, resolveKnobs, type KnobOverrides, type Knobs, type ProfileName } from './profiles';
export type { Point } from './point';
export type * from './views';
