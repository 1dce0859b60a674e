// The models that a deployed ncs-cluster has learned: a list, each as a file, and a file back into the node.
import { say, type EditorNode, type Fault } from '../editor-rules';

interface LearnedModel {
  key: string;
  points: number;
  clusters: number;
  ready: boolean;
}

interface Learned {
  /** The node runs. */
  deployed: boolean;
  models: LearnedModel[];
}

type DeployedNode = EditorNode & { readonly id: string };

/** The node's admin routes: see admin.ts. */
const CONTENT_TYPE = 'application/vnd.ncs.model+json';

const text = (key: string, values?: Fault['values']): Fault => ({ key, values });

class LearnedModels {
  private readonly url: string;

  constructor(private readonly node: DeployedNode) {
    this.url = `ncs-cluster/${encodeURIComponent(node.id)}`;
  }

  listen(): void {
    const section = $('#ncs-section-models');
    section.on('toggle', () => {
      if (section.prop('open')) this.refresh();
    });
    $('#ncs-model-refresh').on('click', () => this.refresh());
    $('#ncs-model-upload').on('click', () => void this.upload());
  }

  private tell(fault: Fault | null, isError = false): void {
    $('#ncs-model-answer').text(fault ? say(this.node, fault) : '').toggleClass('ncs-problem', isError);
  }

  private refresh(): void {
    this.tell(null);
    $.getJSON(`${this.url}/models`)
      .done((answer: Learned) => this.show(answer))
      .fail((answer: JQuery.jqXHR) => {
        $('#ncs-model-table').prop('hidden', true);
        this.fail(answer);
      });
  }

  private show({ deployed, models }: Learned): void {
    const body = $('#ncs-model-table').prop('hidden', models.length === 0).find('tbody').empty();
    $('#ncs-model-upload').prop('disabled', !deployed);
    if (models.length === 0) this.tell(text(deployed ? 'learned.none' : 'learned.error.NOT_DEPLOYED'));
    for (const { key, points, clusters, ready } of models) {
      const download = $('<button>', { type: 'button', class: 'red-ui-button red-ui-button-small' }).text(say(this.node, text('learned.download')));
      download.on('click', () => this.download(key));
      const state = ready ? String(clusters) : say(this.node, text('learned.learning'));
      const cells = [$('<td>').text(key), $('<td>', { class: 'ncs-number' }).text(points), $('<td>', { class: 'ncs-number' }).text(state), $('<td>').append(download)];
      $('<tr>').append(...cells).appendTo(body);
    }
  }

  private download(key: string): void {
    this.tell(null);
    $.ajax({ url: `${this.url}/model?key=${encodeURIComponent(key)}`, dataType: 'text' })
      .done((model: string) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([model], { type: CONTENT_TYPE }));
        link.download = `${key.replace(/[^\w.-]+/g, '_')}.ncs.json`;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 0);
      })
      .fail((answer: JQuery.jqXHR) => this.fail(answer));
  }

  private async upload(): Promise<void> {
    const file = ($('#ncs-model-file')[0] as HTMLInputElement).files?.[0];
    if (!file) return this.tell(text('learned.choose'), true);
    const key = String($('#ncs-model-key').val() ?? '').trim();
    $.ajax({
      url: `${this.url}/model${key === '' ? '' : `?key=${encodeURIComponent(key)}`}`,
      method: 'POST',
      contentType: CONTENT_TYPE,
      data: await file.text(),
      processData: false,
    })
      .done((model: LearnedModel) => {
        this.refresh();
        this.tell(text('learned.uploaded', { key: model.key, points: model.points }));
      })
      .fail((answer: JQuery.jqXHR) => this.fail(answer));
  }

  /** The refusal in the user's language, or in the words of the node where it has more to say. */
  private fail(answer: JQuery.jqXHR): void {
    const { code = '', message = '' } = (answer.responseJSON ?? {}) as { code?: string; message?: string };
    const known: Record<string, Fault> = {
      NOT_DEPLOYED: text('learned.error.NOT_DEPLOYED'),
      NO_MODEL: text('learned.error.NO_MODEL'),
      NOT_A_MODEL: text('learned.error.NOT_A_MODEL'),
      WRONG_VERSION: text('learned.error.WRONG_VERSION'),
      TOO_LARGE: text('learned.error.TOO_LARGE'),
    };
    const isForbidden = answer.status === 401 || answer.status === 403;
    const fault = known[code] ?? (isForbidden ? text('learned.error.forbidden') : text('learned.error.other', { reason: message || `HTTP ${answer.status}` }));
    this.tell(fault, true);
  }
}

export const showLearnedModels = (node: DeployedNode): void => new LearnedModels(node).listen();
