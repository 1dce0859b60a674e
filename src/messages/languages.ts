// The languages that sentences can be written in.
import type { Wording } from './wording';
import { GERMAN } from './wording/de';
import { ENGLISH } from './wording/en';

export const WORDINGS: readonly Wording[] = [ENGLISH, GERMAN];
export const LANGUAGES: readonly string[] = WORDINGS.map(({ language }) => language);

const baseOf = (code: string): string => code.toLowerCase().split(/[-_]/)[0]!;

/** The words of a language, or of its base (`de-AT` is German); English for one that is not there. */
export function wordingOf(language: string): Wording {
  return WORDINGS.find((wording) => baseOf(wording.language) === baseOf(language)) ?? ENGLISH;
}
