import RED from 'node-red';
import { loadCluster, unloadCluster } from '../support/cluster-flow';
import { assertPlatform, platform } from '../support/platform';

describe('this ring', () => {
  it(`runs on ${platform}`, async () => {
    await loadCluster();
    assertPlatform((RED as unknown as { version(): string }).version());
    await unloadCluster();
  });
});
