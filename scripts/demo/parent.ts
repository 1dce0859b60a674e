// npm passes SIGTERM on to the shell that runs the script, and that shell keeps it for itself: the demo notices that it has been left alone.

const INTERVAL = 500;

/** Calls `gone` once, when the process that started this one has ended. Only of interest under npm: others may leave the demo running on purpose. */
export function watchParent(gone: () => void): void {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, INTERVAL);
  timer.unref();
}
