// The nodes of examples/dashboard.json.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileFunctions } from './embed';
import { IDS, LINKS } from './ids';

export type FlowNode = { id: string; type: string } & Record<string, unknown>;

const PACKAGE = '@flowfuse/node-red-dashboard';
const VERSION = '1.31.0';
/** Columns of a wide page; on a phone everything is as wide as the page. */
const COLUMNS = 12;

const NOTE = `The pages of \`ncs-cluster\`. Needs ${PACKAGE} (Dashboard 2.0); open it at /dashboard/ncs.

1. Import *flows* beside it and the links fit by themselves. In a flow of your own, wire the four outputs of \`ncs-cluster\` (and the output of whatever feeds it, for the present reading on the map) to link out nodes, and choose these link in nodes there; and the link out node *asks* to a link in node before \`ncs-cluster\`.
2. \`what was said\` remembers messages in the flow context, \`what is shown\` makes one message for each panel every second.
3. If you have changed "Outlier from", set OUTLIER_THRESHOLD in this tab's properties to the same: it is the dashed line.

Nothing is loaded from another host.`;

const COLLECT = `// Remembers what ncs-cluster and the pages say.
CODE

const memory = flow.get('ncsDashboard') ?? emptyMemory(Number(env.get('OUTLIER_THRESHOLD')) || 0.85);
take(memory, msg, Date.now());
flow.set('ncsDashboard', memory);
`;

const SHOW = `// Makes one message for each panel, in the order of the outputs; the last output asks ncs-cluster for what updates do not tell.
CODE

const memory = flow.get('ncsDashboard') ?? emptyMemory(Number(env.get('OUTLIER_THRESHOLD')) || 0.85);
const now = Date.now();
const panels = showPanels(memory, now);
const questions = nextQuestions(memory, now);
flow.set('ncsDashboard', memory);
return [...panels, questions];
`;

interface Panel {
  readonly name: string;
  /** Its template in widgets/. */
  readonly file: string;
  readonly title: string;
  readonly hasTitle: boolean;
  readonly width: number;
}

/** In the order of the outputs of the function node. */
const PANELS: readonly Panel[] = [
  { name: 'now', file: 'now', title: 'Now', hasTitle: false, width: COLUMNS },
  { name: 'alarms', file: 'alarms', title: 'Open alarms', hasTitle: true, width: COLUMNS },
  { name: 'map', file: 'map', title: 'Map of regimes', hasTitle: true, width: 6 },
  { name: 'score', file: 'score', title: 'Outlier score', hasTitle: true, width: 6 },
  { name: 'drift', file: 'drift', title: 'Drift', hasTitle: true, width: 6 },
  { name: 'health', file: 'health', title: 'Health', hasTitle: true, width: 6 },
];

const source = (file: string): string => readFileSync(join(__dirname, 'widgets', file), 'utf8');

/** A template stands alone in Dashboard 2.0: what several have in common is a part that is put where `// part: NAME` stands. */
const widget = (file: string): string => source(file).replace(/^\/\/ part: (\w+)\n/gm, (_line, name: string) => source(`parts/${name}.txt`));

function settings(): FlowNode[] {
  return [
    { id: IDS.base, type: 'ui-base', name: 'Dashboard', path: '/dashboard', appIcon: '', includeClientData: true, acceptsClientConfig: ['ui-notification', 'ui-control'], showPathInSidebar: false, headerContent: 'page', navigationStyle: 'none', titleBarStyle: 'default', showReconnectNotification: true, notificationDisplayTime: 5, showDisconnectNotification: true, allowInstall: false },
    { id: IDS.theme, type: 'ui-theme', name: 'calm', colors: { surface: '#f7f9fa', primary: '#0b6bcb', bgPage: '#f1f4f6', groupBg: '#ffffff', groupOutline: '#e1e6eb' }, sizes: { density: 'default', pagePadding: '14px', groupGap: '14px', groupBorderRadius: '10px', widgetGap: '12px' } },
    { id: IDS.page, type: 'ui-page', name: 'What is normal', ui: IDS.base, path: '/ncs', icon: 'chart-bubble', layout: 'grid', theme: IDS.theme, breakpoints: [{ name: 'Default', px: '0', cols: '3' }, { name: 'Tablet', px: '576', cols: '6' }, { name: 'Desktop', px: '960', cols: String(COLUMNS) }], order: 1, className: '', visible: 'true', disabled: 'false' },
    ...PANELS.map(({ name, title, hasTitle, width }, i) => ({ id: IDS.group(name), type: 'ui-group', name: title, page: IDS.page, width: String(width), height: '1', order: i + 1, showTitle: hasTitle, className: '', visible: 'true', disabled: 'false', groupType: 'default' })),
    { id: IDS.modules, type: 'global-config', env: [], modules: { [PACKAGE]: VERSION } },
  ];
}

function template(panel: Panel, i: number): FlowNode {
  const wires = panel.name === 'now' ? [[IDS.chosen]] : [[]];
  return { id: IDS.widget(panel.name), type: 'ui-template', z: IDS.tab, group: IDS.group(panel.name), page: '', ui: '', name: panel.title.toLowerCase(), order: 1, width: '0', height: '0', head: '', format: widget(`${panel.file}.html`), storeOutMessages: true, passthru: false, resendOnRefresh: true, templateScope: 'local', className: '', x: 750, y: 100 + 50 * i, wires };
}

const OUTPUT_LABELS = [...PANELS.map(({ title }) => title.toLowerCase()), 'questions to ncs-cluster'];

function functionNode(id: string, name: string, func: string, outputs: number, place: { x: number; y: number }, wires: string[][], outputLabels: string[] = []): FlowNode {
  return { id, type: 'function', z: IDS.tab, name, func, outputs, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [], outputLabels, ...place, wires };
}

/** All nodes, as they stand in the file. */
export function dashboardFlow(): FlowNode[] {
  const code = compileFunctions(['shapes', 'memory', 'questions', 'projection', 'panels']);
  const embed = (frame: string, ...names: string[]): string => frame.replace('CODE', () => names.map((name) => code.get(name)!).join('\n\n'));
  return [
    { id: IDS.tab, type: 'tab', label: 'Dashboard', disabled: false, info: NOTE, env: [{ name: 'OUTLIER_THRESHOLD', value: '0.85', type: 'num' }] },
    { id: IDS.note, type: 'comment', z: IDS.tab, name: 'Open /dashboard/ncs; how it is wired: double-click', info: NOTE, x: 230, y: 40, wires: [] },
    ...LINKS.map(({ name, inlet, outlet }, i) => ({ id: inlet, type: 'link in', z: IDS.tab, name, links: [outlet], l: true, x: 130, y: 100 + 50 * i, wires: [[IDS.collect]] })),
    { id: IDS.choice, type: 'link in', z: IDS.tab, name: 'device chosen', links: [IDS.chosen], l: true, x: 130, y: 370, wires: [[IDS.collect, IDS.show]] },
    { id: IDS.chosen, type: 'link out', z: IDS.tab, name: 'device chosen', mode: 'link', links: [IDS.choice], l: true, x: 960, y: 100, wires: [] },
    functionNode(IDS.collect, 'what was said', embed(COLLECT, 'shapes', 'memory'), 0, { x: 360, y: 200 }, []),
    { id: IDS.tick, type: 'inject', z: IDS.tab, name: 'every second', props: [], repeat: '1', crontab: '', once: true, onceDelay: '1', topic: '', x: 350, y: 320, wires: [[IDS.show]] },
    functionNode(IDS.show, 'what is shown', embed(SHOW, 'shapes', 'questions', 'projection', 'panels'), OUTPUT_LABELS.length, { x: 560, y: 240 }, [...PANELS.map(({ name }) => [IDS.widget(name)]), [IDS.asks]], OUTPUT_LABELS),
    ...PANELS.map(template),
    { id: IDS.asks, type: 'link out', z: IDS.tab, name: 'asks', mode: 'link', links: [IDS.questions], l: true, x: 750, y: 400, wires: [] },
    { id: IDS.style, type: 'ui-template', z: IDS.tab, group: '', page: IDS.page, ui: '', name: 'colours, light and dark', order: 0, width: '0', height: '0', head: '', format: widget('style.css'), storeOutMessages: true, passthru: false, resendOnRefresh: true, templateScope: 'page:style', className: '', x: 750, y: 450, wires: [[]] },
    ...settings(),
  ];
}
