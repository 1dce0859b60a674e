// A profile presets the knobs: the empty fields show its values, a filled one is an override, which is marked, counted and can be taken back.
import { isTimeZone } from '../src/engine/calendar';
import { PROFILES, RANGES, type Knobs, type ProfileName } from '../src/engine/profiles';
import { entry, field, type Form } from './form.editor';
import { isEnv, numberRule, say, textOf, validator, type Fault, type Validator } from './editor-rules';

export type NumberKnob = keyof typeof RANGES;
export type Knob = NumberKnob | 'enableDriftDetection';

const NUMBERS = Object.keys(RANGES) as NumberKnob[];
const KNOBS: readonly Knob[] = [...NUMBERS, 'enableDriftDetection'];
const DEFAULT_PROFILE: ProfileName = 'streaming_iot';

const text = (key: string, values?: Fault['values']): Fault => ({ key, values });

export const knobRule = (name: NumberKnob): Validator => validator(`label.${name}`, numberRule(RANGES[name], true));

/** A name of a time zone; nothing: the machine's. */
export const zoneRule: Validator = validator('label.timeZone', (value) => {
  const name = textOf(value);
  return name === '' || isEnv(value) || isTimeZone(name) || text('rule.zone', { name });
});

const profileOf = (name: string): Readonly<Knobs> => PROFILES[(Object.hasOwn(PROFILES, name) ? name : DEFAULT_PROFILE) as ProfileName];

class ProfilePart {
  private readonly summary = $('<span>', { class: 'ncs-overrides', role: 'status' });
  private readonly clear = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' });

  constructor(private readonly form: Form) {}

  build(): void {
    const { form } = this;
    const { node } = form;
    const row = field(form, 'profile').closest('.form-row');
    this.clear.text(say(node, text('profile.clear'))).on('click', () => this.takeBack(KNOBS));
    $('<div>', { class: 'ncs-help ncs-about' }).appendTo(row);
    $('<div>', { class: 'ncs-help' }).append(this.summary, ' ', this.clear).appendTo(row);
    for (const knob of KNOBS) this.addMark(knob);
    field(form, 'profile').on('change', () => this.show());
    this.show();
  }

  private addMark(knob: Knob): void {
    const input = field(this.form, knob);
    const mark = $('<button>', { type: 'button', class: 'ncs-override red-ui-button red-ui-button-small' });
    mark.on('click', () => {
      this.takeBack([knob]);
      input.trigger('focus');
    });
    const unit = input.next('.ncs-unit');
    mark.insertAfter(unit.length ? unit : input);
    input.on('input change', () => this.show());
  }

  private takeBack(knobs: readonly Knob[]): void {
    for (const knob of knobs) if (entry(this.form, knob) !== '') field(this.form, knob).val('').trigger('change');
  }

  /** The profile's value as the form writes it. */
  private preset(knob: Knob): string {
    const value = profileOf(entry(this.form, 'profile'))[knob];
    if (typeof value === 'number') return String(value);
    return say(this.form.node, text(value ? 'choice.on' : 'choice.off'));
  }

  private show(): void {
    const { form } = this;
    const { node } = form;
    const name = entry(form, 'profile');
    const profile = Object.hasOwn(PROFILES, name) ? name : DEFAULT_PROFILE;
    field(form, 'profile').closest('.form-row').find('.ncs-about').text(say(node, text(`about.${profile}`)));
    for (const knob of NUMBERS) field(form, knob).attr('placeholder', this.preset(knob));
    field(form, 'enableDriftDetection').find('option[value=""]').text(say(node, text('choice.profile', { value: this.preset('enableDriftDetection') })));
    let count = 0;
    for (const knob of KNOBS) {
      const isOwn = entry(form, knob) !== '';
      if (isOwn) count++;
      const row = field(form, knob).closest('.form-row').toggleClass('ncs-overridden', isOwn);
      const back = say(node, text('profile.back', { value: this.preset(knob) }));
      row.find('.ncs-override').text(back).toggle(isOwn);
    }
    this.countSections();
    this.summary.text(count === 0 ? say(node, text('profile.pure')) : say(node, text(count === 1 ? 'profile.one' : 'profile.several', { n: count })));
    this.clear.toggle(count > 0);
  }

  /** In the headings too, for what stands in a section that is closed. */
  private countSections(): void {
    for (const section of field(this.form, 'profile').closest('.ncs-form').find('details').toArray()) {
      const count = $(section).find('.ncs-overridden').length;
      $(section).find('.ncs-count').text(count || '').toggle(count > 0);
    }
  }
}

/** Makes the part of a form that belongs to the profile. */
export const showProfile = (form: Form): void => new ProfilePart(form).build();
