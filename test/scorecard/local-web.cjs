// Preloaded into node-red-dev: what it fetches from the web comes from the test's own server, and nothing else can be fetched.
'use strict';
const dns = require('node:dns');
const axios = require('axios');

const SERVER = process.env.NCS_SCORECARD_SERVER;
/** The catalogue of the flow library, and the registry that it asks for Node-RED's versions. */
const KNOWN = new Set(['catalogue.nodered.org', 'registry.npmjs.org']);

const { get } = axios;
axios.get = (url, ...rest) => {
  const { hostname, pathname } = new URL(url);
  if (!KNOWN.has(hostname)) throw new Error(`the scorecard asks for ${url}`);
  return get(`${SERVER}${pathname}`, ...rest);
};

dns.lookup = (host, ...rest) => {
  rest.at(-1)(new Error(`the scorecard asks for the host ${host}`));
};
