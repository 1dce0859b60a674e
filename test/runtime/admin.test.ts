import assert from 'node:assert/strict';
import { Runtime } from '../support/node-red';
import { CLUSTER, cluster, observers, tab } from '../support/pump-flow';
import { until } from '../support/until';

const T = Date.UTC(2026, 0, 1);
const TYPE = 'application/vnd.ncs.model+json';

describe('models over the admin API, as the dialog asks for them', () => {
  let runtime: Runtime;
  before(async () => {
    runtime = await Runtime.get();
  });
  beforeEach(async () => {
    await runtime.deploy([tab(), cluster({ updates: 'every' }), ...observers()]);
    for (let i = 0; i < 80; i++) {
      const topic = i % 2 ? 'hall/pump 1' : 'pump-2';
      runtime.send(CLUSTER, { topic, timestamp: T + i * 1000, payload: { flow: 100 + (i % 7), pressure: 4 + 0.01 * (i % 5) } });
    }
    await runtime.reached(CLUSTER, 0, 80);
  });
  afterEach(() => runtime.clear());

  const url = (path: string, key?: string): string => `${runtime.url}/ncs-cluster/${path}${key === undefined ? '' : `?key=${encodeURIComponent(key)}`}`;
  const list = async (): Promise<{ key: string; points: number; clusters: number; ready: boolean }[]> =>
    ((await (await fetch(url(`${CLUSTER}/models`))).json()) as { models: never[] }).models;
  const post = (body: string, key?: string, type = TYPE, node = CLUSTER): Promise<Response> =>
    fetch(url(`${node}/model`, key), { method: 'POST', headers: { 'content-type': type }, body });
  const refusal = async (response: Response): Promise<[number, string]> => [response.status, ((await response.json()) as { code: string }).code];

  it('are listed with what they have learned', async () => {
    const models = await list();
    assert.deepEqual(models.map(({ key, points, ready }) => `${key}: ${points} ${ready}`).toSorted(), ['hall/pump 1: 40 true', 'pump-2: 40 true']);
    assert.ok(models.every(({ clusters }) => Number.isInteger(clusters) && clusters >= 0));
  });

  it('leave as a file and come back, also under another key, and the node says so on its outputs', async () => {
    const answer = await fetch(url(`${CLUSTER}/model`, 'hall/pump 1'));
    assert.equal(answer.headers.get('content-disposition'), 'attachment; filename="hall_pump_1.ncs.json"');
    const model = await answer.text();
    assert.equal((JSON.parse(model) as { format: string }).format, 'ncs-model');
    const before = runtime.sent(CLUSTER, 3).length;
    const response = await post(model, 'spare');
    assert.equal(response.status, 200);
    assert.deepEqual((await response.json() as { imported: string[] }).imported, ['spare']);
    await runtime.reached(CLUSTER, 3, before + 2);
    const said = runtime.payloads(CLUSTER, 3).slice(before);
    assert.deepEqual(said.map(({ type, key }) => [type, key]), [['algorithm_status', 'spare'], ['command_result', 'spare']]);
    assert.deepEqual((await list()).find(({ key }) => key === 'spare')?.points, 40);
    runtime.send(CLUSTER, { command: 'clusters' });
    await until(() => runtime.payloads(CLUSTER, 3).some(({ command }) => command === 'clusters'), 'the clusters');
    const { models } = runtime.payloads(CLUSTER, 3).find(({ command }) => command === 'clusters').result;
    const withoutKey = (wanted: string): object => ({ ...models.find(({ key }: { key: string }) => key === wanted), key: '' });
    assert.deepEqual(withoutKey('spare'), withoutKey('hall/pump 1'), 'the same model');
  });

  it('without a key go to the device that they came from', async () => {
    const model = await (await fetch(url(`${CLUSTER}/model`, 'pump-2'))).text();
    runtime.send(CLUSTER, { reset: true, topic: 'pump-2' });
    await runtime.reached(CLUSTER, 3, 1);
    const response = await post(model);
    assert.deepEqual([response.status, ((await response.json()) as { key: string; points: number }).key], [200, 'pump-2']);
    assert.equal((await list()).find(({ key }) => key === 'pump-2')?.points, 40);
  });

  it('are refused with a code when the text is no model, is damaged or of another version, and nothing is changed', async () => {
    const model = await (await fetch(url(`${CLUSTER}/model`, 'pump-2'))).text();
    const before = await list();
    for (const [body, code] of [
      ['hello', 'NOT_A_MODEL'],
      ['{"a":1}', 'NOT_A_MODEL'],
      [model.slice(0, -20), 'NOT_A_MODEL'],
      [model.replace(/"points":\d+/, '"points":999'), 'NOT_A_MODEL'],
      [model.replace(/"version":\d+/, '"version":99'), 'WRONG_VERSION'],
    ] as const) {
      assert.deepEqual(await refusal(await post(body)), [400, code], body.slice(0, 30));
    }
    assert.deepEqual(await list(), before);
  });

  it('say what is wrong with the question: no such node to load into, no such model, a type that any page could send', async () => {
    assert.deepEqual(await (await fetch(url('0000000000000000/models'))).json(), { deployed: false, models: [] }, 'a dialog asks before its node is deployed: that is no error');
    assert.deepEqual(await refusal(await post('{}', 'x', TYPE, '0000000000000000')), [404, 'NOT_DEPLOYED']);
    assert.deepEqual(await refusal(await fetch(url(`${CLUSTER}/model`, 'nobody'))), [404, 'NO_MODEL']);
    assert.deepEqual(await refusal(await fetch(url(`${CLUSTER}/model`))), [404, 'NO_MODEL']);
    assert.deepEqual(await refusal(await post('{}', 'x', 'text/plain')), [415, 'WRONG_TYPE']);
  });

  it('are listed, and leave as a file, after a restart too, when all of them are in the store', async () => {
    await runtime.deploy([tab(), ...observers()]);
    await runtime.deploy([tab(), cluster({ updates: 'every' }), ...observers()]);
    // answered when the store is open
    runtime.send(CLUSTER, { command: 'status' });
    await runtime.reached(CLUSTER, 3, 1);
    assert.deepEqual((await list()).map(({ key, points, ready }) => `${key}: ${points} ${ready}`).toSorted(), ['hall/pump 1: 40 true', 'pump-2: 40 true']);
    assert.equal((await fetch(url(`${CLUSTER}/model`, 'pump-2'))).status, 200);
  });

  it('are gone from the API with their node', async () => {
    await runtime.deploy([tab(), ...observers()]);
    assert.deepEqual(await list(), []);
  });
});
