// The words of docs/reliability.md that no test has.

/** Its tables, in their order; the names are those that the tests give. */
export const SECTIONS = [
  {
    section: 'network',
    title: 'The network is down',
    text: 'The valves keep the schedule of Netatmo’s app. Messages end with an error, and all is well again by itself.',
  },
  {
    section: 'tls',
    title: 'Somebody else answers in Netatmo’s name',
    text: 'Nothing is told to a server that cannot prove who it is, and no setting can change that.',
  },
  {
    section: 'answers',
    title: 'Netatmo answers with something else',
    text: 'No answer is believed that does not look as it should, and none of them can fill the memory.',
  },
  {
    section: 'corrections',
    title: 'A correction does not go as planned',
    text: 'What counts for the house: no correction is applied twice, and none by a value that cannot be true.',
  },
  {
    section: 'retries',
    title: 'What is sent again',
    text: 'How often each is sent in all when the same comes back every time. A correction whose bytes have left is only repeated after a clear refusal, and so it can never add up; a password is never repeated.',
  },
  {
    section: 'sign-in',
    title: 'Signing in fails',
    text: 'What counts for the account: it must not get locked, and your mailbox must not fill with mails about new sign-ins. A definite no is heard once, whatever comes after, restarts too; passing failures cost at most 12 passwords in 24 hours.',
  },
  {
    section: 'session',
    title: 'The session ends, or the clock is wrong',
    text: 'A session is renewed without the password whenever that is possible.',
  },
  {
    section: 'limits',
    title: 'Too much is asked',
    text: 'Netatmo allows an account 50 requests in ten seconds and 500 in an hour, for all apps together.',
  },
  {
    section: 'addresses',
    title: 'Addresses and cookies that lead astray',
    text: 'Nothing goes to a host that is not Netatmo’s, whoever asks for it.',
  },
  {
    section: 'disk',
    title: 'Files and disks',
    text: 'A spoilt file or disk costs one sign-in at most.',
  },
  {
    section: 'processes',
    title: 'Node-RED is deployed, stopped or killed',
    text: 'A password that has left for Netatmo is not wasted: what comes of it is kept.',
  },
  {
    section: 'load',
    title: 'It goes on and on',
    text: 'The longer form of these is a day of messages and 200 deploys (`npm run soak`, `npm run redeploys`).',
  },
  {
    section: 'reach',
    title: 'How far it reaches',
    text: 'Out of your house, and into it.',
  },
];

/** What is searched for secrets. */
export const PLACES = {
  'node.status': 'statuses of the nodes',
  'node.send': 'what the nodes send',
  'node.log': 'what the nodes log',
  'node.warn': 'what the nodes log',
  'node.error': 'errors, as they are reported',
  'node.debug': 'what the nodes log',
  'node.trace': 'what the nodes log',
  messages: 'messages as they come out, also at Catch and Complete nodes',
  'admin answers': 'answers to the dialogs of the editor',
  log: 'the log of Node-RED at every level, with audit',
  stdout: 'the output of the process',
  stderr: 'the output of the process',
  output: 'the output of the process',
  'process warning': 'warnings of the process',
  'user directory': 'every file of the user directory (as bytes)',
  'user directory: names': 'the names of these files',
  process: 'arguments and title of the process',
  'command line': 'arguments and title of the process',
  objects: 'what the nodes show of themselves to a debugger or a function node',
  'flow export and contexts': 'flows as they are exported, contexts, settings',
  'credentials for the dialog': 'what a dialog is given of the credentials, the e-mail aside',
};

/** What is looked for. */
export const SECRETS = {
  email: 'the e-mail address',
  password: 'the password',
  wrong: 'a password that is wrong',
  environment: 'a password from the environment',
  sessionKey: 'the key of the session file',
  planted: 'a text that the cloud has put into bodies, addresses and headers',
  coordinates: 'where the house stands',
  cookie: 'cookies',
  'part of a cookie': 'cookies',
  'form token': 'the token of the login form',
  bearer: 'the access token',
  'simulated login': 'the login of the simulated home',
};
