// The sentences in German, in a technician's words. Durations stand where they need no case: "2 Tage" would have to be "nach 2 Tagen".
import { GERMAN_REFUSALS } from '../refusals/de';
import { GERMAN_SETTINGS } from '../refusals/settings-de';
import type { Wording } from '../wording';

export const GERMAN: Wording = {
  language: 'de',
  decimalMark: ',',
  // a narrow space that does not break, as DIN 1333 has it
  groupMark: '\u202f',
  texts: {
    ...GERMAN_REFUSALS,
    ...GERMAN_SETTINGS,
    'list.last': '{list} und {last}',
    'unit.seconds': 's',
    'unit.minutes': 'min',
    'unit.hours': 'h',
    'unit.days': 'Tage',
    regime: 'Betriebszustand {id}',
    'regime.named': 'Betriebszustand {id} ({label})',
    'in.regime': ' im {regime}',
    'outlier.point': '{feature} zeigt {value}, üblich sind {low} bis {high}{where}',
    'outlier.point.missing': '{feature} ist auffällig{where}, hat in dieser Messung aber keinen Wert',
    'outlier.range': '{feature} zeigt {value} und liegt damit außerhalb von allem bisher Gesehenen, üblich sind {low} bis {high}{where}',
    'outlier.stuck': '{feature} hängt bei {value} fest',
    'outlier.daily': '{feature} zeigt {value}, ungewöhnlich für diese Tageszeit',
    'outlier.regime': 'das Niveau von {feature} hat sich{where} verschoben: aktuell {value}, üblich sind {low} bis {high}',
    'outlier.within.point': '{feature} zeigt {value} und liegt im üblichen Bereich von {low} bis {high}, passt aber nicht zu den anderen Werten{where}',
    'outlier.within.regime':
      '{feature} hat sich{where} leicht, aber anhaltend verschoben: Einzelwerte sind noch üblich (jetzt {value}, üblich sind {low} bis {high}), ihr Mittelwert nicht',
    'outlier.within.relation':
      '{features} haben sich{where} anhaltend verschoben, miteinander oder gegeneinander: Werte vergleichen, denn {feature} allein ist noch üblich (jetzt {value}, üblich sind {low} bis {high})',
    'outlier.unknown': 'diese Kombination von Werten ist ungewöhnlich{where}',
    also: '; außerdem auffällig: {features}',
    'update.worse': '{sentence}; stärker als zuvor{after}',
    'update.lasting': '{sentence}; hält weiter an{after}',
    'update.after': ', {duration} nach Beginn',
    'close.quiet': '{feature}: nichts Auffälliges mehr (Dauer: {duration})',
    'close.accepted': '{feature}: das neue Verhalten gilt jetzt als normal (Dauer: {duration})',
    'close.unknown': 'Alarm',
    'close.reset': '{feature}: beendet, weil das Modell zurückgesetzt wurde',
    'drift.level': '{feature} ging von {before} auf {after}',
    'drift.spread': 'die Streuung von {feature} ging von {before} auf {after}',
    'drift.detected': 'Das Normale hat sich{where} verschoben: {changes}.',
    'drift.adopted': 'Das neue Normale ist übernommen: {changes}.',
    'drift.recovered': 'Wieder wie früher normal{where}: {features}.',
    'drift.unknown': 'mehrere Messgrößen gemeinsam',
    'recommend.monitor': ' Eine kleine Verschiebung: im Auge behalten.',
    'recommend.adapt': ' Wenn sie anhält, passt sich das Modell von selbst an; prüfen, ob die Änderung gewollt ist.',
    'recommend.reset': ' Eine große Verschiebung: Maschine prüfen; ist die Änderung gewollt und von Dauer, lernt das Modell nach einem Zurücksetzen schneller.',
  },
};
