// A headless Chromium of this machine, which talks to nobody but the servers under test.
import { accessSync, constants, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
/** Chromium's own traffic is turned off; root may not use its sandbox. */
const FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--disable-dev-shm-usage'];
const LOOPBACK = /^(?:https?|wss?):\/\/(?:127(?:\.\d+){3}|localhost|\[::1\])(?::\d+)?(?:\/|$)/;
/** What a page makes itself. */
const LOCAL = /^(?:data|blob|about|chrome-error):/;

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** @throws Error that says what to do, if there is none */
export function chromiumPath(): string {
  const named = process.env['CHROMIUM'];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  const files = named ? [named] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = files.find(isExecutable);
  if (found !== undefined) return found;
  const missing = named ? `CHROMIUM is ${named}, and that is no program` : `there is no Chromium: none of ${NAMES.join(', ')} is on the PATH`;
  throw new Error(`${missing}. The browser tests need one: install it (Debian: apt-get install chromium), or say with CHROMIUM=/path/to/it where it is.`);
}

/** Where pictures go: SCREENSHOTS, or a temporary folder that is left for whoever wants to look at them. */
const pictures = ((): (() => string) => {
  let folder: string | undefined;
  return () => {
    folder ??= process.env['SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'ncs-screenshots-'));
    mkdirSync(folder, { recursive: true });
    return folder;
  };
})();

/** One page, in a profile of its own, and whatever is wrong with it. */
export class Tab {
  /** Errors of the console and of scripts, failed and foreign requests: a good page has none. */
  readonly faults: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.faults.push(`console: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.faults.push(`script: ${error.stack ?? error.message}`));
    page.on('response', (response) => {
      if (response.status() >= 400) this.faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('websocket', (socket) => this.watch(socket.url()));
    page.on('request', (request) => this.watch(request.url()));
  }

  static async open(browser: Browser, options: BrowserContextOptions = {}): Promise<Tab> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce', locale: 'en-US', ...options });
    return new Tab(await context.newPage());
  }

  private watch(url: string): void {
    if (!LOOPBACK.test(url) && !LOCAL.test(url)) this.faults.push(`a foreign host was asked: ${url}`);
  }

  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(pictures(), `${name}.png`) });
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath(), args: FLAGS });
