// Waiting for something to become true, for a bounded time.

export async function until(condition: () => boolean, what: string, patience = 8000): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`waited ${patience} ms for ${what}`);
    await pause(5);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
