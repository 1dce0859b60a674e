// What programs find under the package's own name: the messages of the nodes and their schemas.
export * from '../src/messages';
