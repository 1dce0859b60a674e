// The list of features in the dialog of ncs-cluster: names in order, empty = learned in the warm-up.
import { say, type Check, type EditorNode, type Fault } from '../editor-rules';
import { LONGEST_NAME } from '../../src/ingest/reading';

const LIST = '#node-input-feature-list';

const text = (key: string, values?: Fault['values']): Fault => ({ key, values });

export const featuresRule: Check = (value) => {
  const names = Array.isArray(value) ? value.map(String) : [];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return text('rule.twice', { name: twice });
  return names.some((name) => name.length > LONGEST_NAME) ? text('rule.long', { max: LONGEST_NAME }) : true;
};

export class FeatureList {
  private readonly list = $(LIST) as JQuery & { editableList(...args: unknown[]): JQuery };

  constructor(
    private readonly node: EditorNode,
    private readonly deployed: readonly string[],
  ) {
    const hint = say(node, text('placeholder.feature'));
    this.list.editableList({
      removable: true,
      sortable: true,
      height: 'auto',
      addItem: (row: JQuery, _index: number, { name = '' }: { name?: string }) => {
        $('<input>', { type: 'text', class: 'ncs-feature', style: 'width: 100%', placeholder: hint, 'aria-label': hint })
          .val(name)
          .on('input change', () => this.judge())
          .appendTo(row);
        this.judge();
      },
      removeItem: () => this.judge(),
      sortItems: () => this.judge(),
    });
    for (const name of deployed) this.list.editableList('addItem', { name });
  }

  /** What was typed, without empty rows. */
  names(): string[] {
    return this.inputs()
      .map((input) => String($(input).val() ?? '').trim())
      .filter((name) => name !== '');
  }

  private inputs(): HTMLElement[] {
    return this.list.find('.ncs-feature').toArray();
  }

  /** The rows are no inputs that the editor watches: a name that is there twice is marked here, as it marks its own. */
  private judge(): void {
    const names = this.names();
    for (const input of this.inputs()) {
      const name = String($(input).val() ?? '').trim();
      const isTwice = names.filter((other) => other === name).length > 1;
      const verdict = isTwice ? text('rule.twice', { name }) : featuresRule([name]);
      $(input).toggleClass('input-error', verdict !== true).attr('title', verdict === true ? '' : say(this.node, verdict));
    }
    $('#ncs-features-note').prop('hidden', JSON.stringify(names) === JSON.stringify(this.deployed));
  }
}
