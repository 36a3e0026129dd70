// Node-RED's settings in the container, where they stand as /data/settings.js. No secret is in them, only where it is.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Where Docker and Podman put secrets; SECRETS_DIR names another place (Kubernetes). */
const folder = process.env.SECRETS_DIR ?? '/run/secrets';
const secret = (name) => readFileSync(join(folder, name), 'utf8').trim();

module.exports = {
  flowFile: 'flows.json',
  /** Encrypts flows_cred.json. Without it Node-RED makes a key and stores it beside what it protects. */
  credentialSecret: secret('node_red_credential_secret'),
  adminAuth: {
    type: 'credentials',
    users: [{ username: 'admin', password: secret('node_red_admin_hash'), permissions: '*' }],
  },
  // The root file system is read-only, and new packages belong into the Dockerfile.
  externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
  /** Statuses, errors and the log: de, en-US, es-ES, fr, it or nl. The editor takes the language of each browser. */
  lang: 'en-US',
  telemetry: { enabled: false, updateNotification: false },
};
