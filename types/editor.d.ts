// What the editor offers and @types/node-red lacks: validators that return a sentence, category descriptions.
import 'node-red';

declare global {
  const RED: {
    nodes: { registerType(type: string, definition: object): void };
    validators: { typedInput(typeField: string): (value: unknown, options?: object) => boolean | string };
  };
}
