import { Runtime } from '../support/node-red';
import { assertPlatform, platform } from '../support/platform';

describe('this ring', () => {
  it(`runs on ${platform}`, async () => {
    const settings = (await (await (await Runtime.get()).get('settings')).json()) as { version: string };
    assertPlatform(settings.version);
  });
});
