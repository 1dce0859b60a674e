// What the editor offers and @types/node-red lacks: validators that return a sentence, category descriptions.
import 'node-red';

declare global {
  const RED: {
    nodes: { registerType(type: string, definition: object): void };
    validators: Record<string, (...args: unknown[]) => (value: unknown, options?: unknown) => boolean | string>;
  };
}
