// What the dashboard asks ncs-cluster by itself.
import type { Memory, Question } from './shapes';

const ASK_AGAIN = 60_000;

/** What to ask ncs-cluster now: an update tells of one cluster only, and of a node that was there before the dashboard many are unknown. */
export function nextQuestions(memory: Memory, now: number): Question[] {
  const questions: Question[] = [];
  if (Object.keys(memory.devices).length && now - memory.healthAsked >= ASK_AGAIN) {
    memory.healthAsked = now;
    questions.push({ command: 'status' });
  }
  for (const device of Object.values(memory.devices)) {
    const isDue = device.asked === 0 || (now - device.asked >= ASK_AGAIN && memory.watched[device.name] !== undefined);
    if (!device.ready || !isDue) continue;
    device.asked = now;
    questions.push({ command: 'clusters', ncs: { key: device.name } });
  }
  return questions;
}
