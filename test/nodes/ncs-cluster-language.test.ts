import assert from 'node:assert/strict';
import { loadCluster, unloadCluster, type ClusterFlow } from '../support/cluster-flow';

const T = Date.UTC(2026, 0, 1);
const NORMAL = 200;

/** Feeds what is usual, then what is not; gives the first sentence about it. */
async function firstSentence(flow: ClusterFlow): Promise<string> {
  for (let i = 0; i < NORMAL + 10; i++) {
    const payload = { druck: 4 + 0.01 * ((i * 7) % 11) + (i < NORMAL ? 0 : 3), durchfluss: 100 + ((i * 5) % 13) };
    flow.send({ topic: 'pumpe', timestamp: T + i * 1000, payload });
  }
  await flow.settle();
  const alarm = flow.ports[1].find(({ payload }) => payload.event === 'open' && /druck/.test(payload.sentence as string));
  assert.ok(alarm, 'no alarm');
  return alarm.payload.sentence as string;
}

describe('the language of a node', () => {
  afterEach(unloadCluster);

  it('is that of its sentences', async () => {
    assert.match(await firstSentence(await loadCluster({ warmup: '64', language: 'de' })), /^druck zeigt 7,\d+.* üblich sind \d,\d+ bis 4,\d+ im Betriebszustand 1/);
  });

  it('is English where nothing else is known', async () => {
    assert.match(await firstSentence(await loadCluster({ warmup: '64' })), /^druck reads 7\.\d+, .*usually \d\.\d+ to 4\.\d+ in regime 1/);
  });

  it('is that of errors too, for Catch and in answers to commands, of rows and of batches', async () => {
    const flow = await loadCluster({ language: 'de' });
    for (const message of [{ payload: 'text' }, { payload: [1, NaN] }, { payload: [{ a: 'x' }] }, { command: 'label', payload: {} }, { command: 'configure', payload: { warmup: 1 } }, { command: 'tune' }]) flow.send({ topic: 'pumpe', ...message });
    await flow.settle();
    assert.deepEqual(
      flow.caught.map(({ error }) => error.message),
      [
        'der Payload ist keine Zahl und enthält keine (string)',
        'Element 1 ist keine endliche Zahl',
        'der Payload enthält keine Zahl unter einem Namen von höchstens 256 Zeichen',
        ...Array<string>(3).fill('es gibt kein Modell namens pumpe'),
      ],
    );
    assert.deepEqual([...new Set(flow.ports[3].map(({ payload }) => payload.error.message))], ['es gibt kein Modell namens pumpe']);
    flow.send({ command: 'tune' });
    await flow.settle();
    assert.equal(flow.ports[3].at(-1)!.payload.error.message, 'tune kommt mit einer späteren Version');
  });

  it('must be one that there is', async () => {
    const flow = await loadCluster({ language: 'klingon' });
    assert.match(flow.logs().join(), /language must be one of .*en-US, de/);
  });

  it('settings of a newer version work, with a warning', async () => {
    const flow = await loadCluster({ warmup: '64', language: 'de', configVersion: 99, unheardOf: true });
    assert.deepEqual(flow.logs(), ['ncs-cluster.warning.newer']);
    assert.match(await firstSentence(flow), /üblich/);
  });
});
