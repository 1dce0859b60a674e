// The part of node-red-node-test-helper that the tests use; it brings no types of its own.
declare module 'node-red-node-test-helper' {
  import type { Node, NodeMessage } from 'node-red';

  interface HelperNode extends Node {
    on(event: 'input', listener: (message: NodeMessage & Record<string, unknown>) => void): this;
    on(event: string, listener: (...values: never[]) => void): this;
  }

  interface Helper {
    init(runtimePath: string, settings?: object): void;
    settings(settings?: object): object;
    load(nodes: unknown, flow: readonly object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    getNode(id: string): HelperNode;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    log(): { readonly args: unknown };
  }

  const helper: Helper;
  export default helper;
}
