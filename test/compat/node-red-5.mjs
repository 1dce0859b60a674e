// Preloaded by the tests of the other platform (scripts/compat.ts): whoever asks for Node-RED gets the one of this folder. The code under test
// and the tests do not know of it.
import Module, { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const NODE_RED = /^(?:node-red|@node-red\/[\w-]+)(?:\/|$)/;
const here = createRequire(import.meta.url);

// require and require.resolve: the hooks below do not see the second
/* oxlint-disable no-underscore-dangle -- Node.js has no other name for it */
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolve(request, parent, isMain, options) {
  return Reflect.apply(resolveFilename, this, [request, parent, isMain, NODE_RED.test(request) ? { paths: [HERE] } : options]);
};

// import
registerHooks({
  resolve: (specifier, context, next) =>
    NODE_RED.test(specifier) && context.conditions.includes('import')
      ? { url: pathToFileURL(here.resolve(specifier)).href, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});
