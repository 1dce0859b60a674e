// Ids of the nodes, the same in every version: the link nodes of examples/flows.json and of examples/dashboard.json find each other by them.
import { createHash } from 'node:crypto';

const idOf = (name: string): string => createHash('sha256').update(`ncs dashboard ${name}`).digest('hex').slice(0, 16);

export const IDS = {
  tab: idOf('tab'),
  note: idOf('note'),
  collect: idOf('collect'),
  show: idOf('show'),
  tick: idOf('tick'),
  style: idOf('style'),
  /** The page's link out and the function nodes' link in for the device that is chosen. */
  chosen: idOf('chosen'),
  choice: idOf('choice'),
  base: idOf('base'),
  page: idOf('page'),
  theme: idOf('theme'),
  modules: idOf('modules'),
  /** Link out here, link in before ncs-cluster. */
  asks: idOf('asks'),
  questions: idOf('questions'),
  group: (panel: string): string => idOf(`group ${panel}`),
  widget: (panel: string): string => idOf(`widget ${panel}`),
} as const;

/** From flows.json (link out) to dashboard.json (link in). */
export const LINKS = ['points', 'clusters', 'outliers', 'drift', 'status'].map((name) => ({ name, outlet: idOf(`${name} out`), inlet: idOf(`${name} in`) }));
