// Preloaded into node-red-dev: what it fetches from the web comes from the test's own server, and nothing else can be fetched.
'use strict';
const dns = require('node:dns');
const axios = require('axios');

const SERVER = process.env.NCS_SCORECARD_SERVER;
/** The server has the catalogue of the flow library and Node-RED's versions, whatever hosts they are asked of; the rest it does not know. */
const get = axios.get.bind(axios);
axios.get = (url, ...rest) => get(`${SERVER}${new URL(url).pathname}`, ...rest);

dns.lookup = (host, ...rest) => {
  rest.at(-1)(new Error(`the scorecard asks for the host ${host}`));
};
