import assert from 'node:assert/strict';
import type { MqttClient } from 'mqtt';
import { Mosquitto } from '../support/mosquitto';
import { loadStream, unloadStream, type StreamFlow } from '../support/stream-flow';
import { until } from '../support/until';

const POINTS = 500;

for (const protocol of [4, 5] as const) {
  describe(`ncs-stream-in on mosquitto ${Mosquitto.version()}, MQTT ${protocol === 4 ? '3.1.1' : '5'}`, () => {
    let mosquitto: Mosquitto;
    let plant: MqttClient;
    beforeEach(async () => {
      mosquitto = await Mosquitto.start();
      plant = await mosquitto.connect(protocol);
    });
    afterEach(async () => {
      await unloadStream();
      await plant.endAsync();
      await mosquitto.remove();
    });

    const listen = async (config: object): Promise<StreamFlow> => {
      const flow = await loadStream({ port: mosquitto.port, protocolVersion: String(protocol) }, config);
      await flow.reached('connected');
      await until(() => mosquitto.subscriptions('plant/+') === 1, 'the subscription');
      return flow;
    };

    it('what it has kept comes first, flagged as a replay; what follows is live', async () => {
      await plant.publishAsync('plant/kept', '{"flow": 1}', { qos: 1, retain: true });
      const flow = await listen({ topics: ['plant/+'], keyTemplate: 'plant/{device}' });
      await flow.pointsTo(1);
      await plant.publishAsync('plant/kept', '{"flow": 2}', { qos: 1, retain: true });
      await flow.pointsTo(2);
      assert.deepEqual(flow.points.map(({ payload, ncs }) => [ncs.key, payload['flow'], ncs['replay']]), [['kept', 1, true], ['kept', 2, undefined]]);
    });

    it(`${POINTS} messages of QoS 1 make as many points, each once, in order`, async () => {
      const flow = await listen({ topics: ['plant/+'], qos: '1' });
      await Promise.all(Array.from({ length: POINTS }, (_, i) => plant.publishAsync('plant/a', JSON.stringify({ i }), { qos: 1 })));
      await flow.pointsTo(POINTS);
      assert.deepEqual(flow.points.map(({ payload }) => payload['i']), Array.from({ length: POINTS }, (_, i) => i));
      assert.deepEqual(flow.warnings(), []);
    });

    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      it(`a broker that was ended by ${signal} and comes back is found again`, async () => {
        const flow = await listen({ topics: ['plant/+'] });
        await plant.publishAsync('plant/a', '{"flow": 1}', { qos: 1 });
        await flow.pointsTo(1);
        await mosquitto.restart(signal);
        await flow.reached('connected', 2);
        await until(() => mosquitto.subscriptions('plant/+') === 2, 'the second subscription');
        await plant.publishAsync('plant/a', '{"flow": 2}', { qos: 1 });
        await flow.pointsTo(2);
        assert.deepEqual(flow.points.map(({ payload }) => payload['flow']), [1, 2]);
        assert.deepEqual(flow.states().at(0), ['connected', 0]);
        assert.ok(flow.states().some(([state]) => state === 'reconnecting'));
        assert.equal(flow.warnings().length, 1, 'said once');
      });
    }
  });
}
