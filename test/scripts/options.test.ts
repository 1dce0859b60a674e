import assert from 'node:assert/strict';
import { DemoError, readOptions } from '../../scripts/demo/options';

describe('the options of npm start', () => {
  it('are those of the demo where nothing is said', () => {
    assert.deepEqual(readOptions([]), { help: false, once: false, port: 1880, mqttPort: 1883, seed: 1, userDir: null, replay: null });
  });

  it('are read as they are given', () => {
    const { replay, ...rest } = readOptions(['--port', '0', '--mqtt-port', '65535', '--seed', '7', '--once', '--user-dir', 'x', '--replay', __filename, '--rate', '2.5', '--topic', 'a/b', '--exclude', 'c, d,']);
    assert.deepEqual(rest, { help: false, once: true, port: 0, mqttPort: 65_535, seed: 7, userDir: 'x' });
    assert.deepEqual(replay, { file: __filename, rate: 2.5, topic: 'a/b', exclude: ['c', 'd'], events: null });
  });

  const MISTAKES: readonly [string[], string][] = [
    [['--port', 'x'], '--port must be a whole number from 0 to 65535, not x'],
    [['--mqtt-port', '65536'], '--mqtt-port must be a whole number from 0 to 65535, not 65536'],
    [['--seed', '1.5'], '--seed must be a whole number from 0 to 4294967295, not 1.5'],
    [['--rate', '1'], '--rate belongs to --replay FILE.csv'],
    [['--exclude', 'a'], '--exclude belongs to --replay FILE.csv'],
    [['--replay', '/no/such/file.csv'], 'there is no file /no/such/file.csv'],
    [['--replay', __dirname], `there is no file ${__dirname}`],
    [['--replay', __filename, '--topic', 'a/#'], '--topic must be a topic without wildcards, not "a/#"'],
    [['--replay', __filename, '--rate=-1'], '--rate must be a number from 0 to 1000000, not -1'],
    [['--replay', __filename, '--rate', '-1'], "Option '--rate' argument is ambiguous. Try: npm start -- --help"],
    [['--colour'], "Unknown option '--colour'. Try: npm start -- --help"],
    [['--port'], "Option '--port <value>' argument missing. Try: npm start -- --help"],
  ];
  for (const [args, sentence] of MISTAKES) {
    it(`are refused in one sentence: ${args.join(' ').replaceAll(__dirname, '…')}`, () => {
      assert.throws(() => readOptions(args), (error: unknown) => error instanceof DemoError && error.message === sentence);
    });
  }
});
