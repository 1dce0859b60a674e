import assert from 'node:assert/strict';
import { migrate, withDefaults, type Step } from '../../nodes/migration';
import { CONFIG_VERSION, migrateCluster } from '../../nodes/ncs-cluster/migration';
import { migrateStreamIn } from '../../nodes/ncs-stream-in/migration';

/** A node as version 0.1.0 saved it, before settings had a version. */
const UNVERSIONED = { id: 'a', type: 'ncs-cluster', profile: 'streaming_iot', warmup: '32', keyProperty: '', keyPropertyType: 'default', updates: 'every' };

describe('migration of saved settings', () => {
  const rename: Step = ({ old, ...rest }) => ({ ...rest, fresh: old });
  const steps = [withDefaults({ added: 'x' }), rename];

  it('goes step by step from the version that saved them to the current one', () => {
    assert.deepEqual(migrate({ old: 1 }, steps).settings, { added: 'x', fresh: 1, configVersion: 2 });
    assert.deepEqual(migrate({ old: 1, configVersion: 1 }, steps).settings, { fresh: 1, configVersion: 2 });
    assert.deepEqual(migrate({ fresh: 1, configVersion: 2 }, steps).settings, { fresh: 1, configVersion: 2 });
  });

  it('leaves settings of a newer version as they are, and says so', () => {
    const newer = { fresh: 1, unheard: true, configVersion: 3 };
    assert.deepEqual(migrate(newer, steps), { settings: newer, isNewer: true });
  });

  it('takes a version that is none for the oldest, and changes nothing of what it was given', () => {
    for (const configVersion of [undefined, null, '', 'x', -1, 1.5]) {
      const saved = Object.freeze({ old: 1, configVersion });
      assert.equal(migrate(saved, steps).settings.configVersion, 2);
    }
    assert.equal(migrate({ old: 1, configVersion: '1' }, steps).isNewer, false);
  });

  it('keeps what was set, and fills only what is not there', () => {
    assert.deepEqual(migrate({ added: '', configVersion: 0 }, [withDefaults({ added: 'x', more: 1 })]).settings, { added: '', more: 1, configVersion: 1 });
    assert.deepEqual(migrate({ added: undefined }, [withDefaults({ added: 'x' })]).settings, { added: 'x', configVersion: 1 });
  });

  it('ncs-cluster: settings without a version get the new ones as they would be in a new node, and keep theirs', () => {
    const { settings, isNewer } = migrateCluster(UNVERSIONED);
    assert.equal(isNewer, false);
    assert.deepEqual(settings, {
      ...UNVERSIONED,
      models: '',
      labelProperty: '',
      labelPropertyType: 'none',
      features: [],
      language: '',
      resetOnDrift: false,
      sizeDelta: '5',
      qualityDelta: '0.1',
      store: 'disk',
      configVersion: CONFIG_VERSION,
    });
    assert.deepEqual(migrateCluster(settings).settings, settings, 'once is enough');
  });

  it('ncs-stream-in: settings without a version are those of version 1', () => {
    assert.deepEqual(migrateStreamIn({ topics: ['a'], qos: '1' }).settings, { topics: ['a'], qos: '1', configVersion: 1 });
  });
});
