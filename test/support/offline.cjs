// Loaded before Node-RED: no name resolves, so that nothing made up is ever sent to the real cloud.
const dns = require('node:dns');
const { isIP } = require('node:net');

const { lookup } = dns;

dns.lookup = (host, options, done = options) => {
  if (isIP(host) !== 0) {
    lookup(host, options, done);
    return;
  }
  const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' });
  process.nextTick(done, error);
};
