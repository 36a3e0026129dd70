import { type AccountDraft, type Answer, latestOnly } from './admin-client';
import { credentialFields, ensureSessionKey } from './credential-fields';
import { field, fillMissing, input } from './fields';
import { homeButtons, homeField } from './home-field';
import { homesFor, testInDialog } from './homes';
import { limitFields } from './limits';
import type { EditedNode } from './red';
import { sessionPanel } from './session-panel';
import { showLine, showResult } from './test-result';

/** A sign-in takes two or three seconds; after this many ms somebody who waits should know how long it can take. */
const SLOW_MS = 8_000;

const property = (name: string): HTMLInputElement => input(`node-config-input-${name}`);
const service = (): HTMLSelectElement => field('node-config-input-service', HTMLSelectElement);

/** Prepares the dialog of an account: demo home or Netatmo, sign-in with its test, home, session, limits. */
export function prepareAccount(node: EditedNode): void {
  fillMissing(node, 'node-config-input');
  ensureSessionKey();
  const homeId = property('homeId');
  const homes = homeField(homeId, node._('netatmo-account.hint.homeId'));
  const buttons = homeButtons(homeId, field('netatmo-account-homes', HTMLElement));
  const offer = (answer: Answer): void => {
    if (!('homes' in answer)) return;
    homes.offer(answer.homes);
    buttons(answer.homes);
  };
  homesFor(homeId, offer)(node.id);
  const credentials = credentialFields(node);
  let isOpening = true;
  const session = sessionPanel(node, ({ surroundings, problem }) => {
    credentials.keptWith(surroundings.credentialSecret);
    // What is deployed is what the fields hold only until somebody types.
    if (isOpening) credentials.lack(problem?.missing);
    isOpening = false;
  });
  prepareService();
  limitFields(node);
  prepareTest(node, (answer) => {
    offer(answer);
    credentials.lack('failure' in answer ? answer.failure.missing : undefined);
    session.refresh();
  });
}

/** The demo home has no credentials and no file, so their rows go. */
function prepareService(): void {
  const show = (): void => {
    const simulated = service().value === 'simulated';
    $('.netatmo-cloud-only').toggle(!simulated);
    $('.netatmo-demo-only').toggle(simulated);
  };
  $(service()).on('change', show);
  show();
}

function prepareTest(node: EditedNode, use: (answer: Answer) => void): void {
  const button = field('netatmo-account-test', HTMLButtonElement);
  const output = field('netatmo-account-test-result', HTMLElement);
  let slow = 0;
  const isRunning = (running: boolean): void => {
    button.disabled = running;
    clearTimeout(slow);
    if (running)
      slow = window.setTimeout(() => showLine(output, node._('netatmo-account.test.slow')), SLOW_MS);
    $(button).find('i').toggleClass('fa-plug', !running).toggleClass('fa-spinner fa-spin', running);
  };
  const run = latestOnly<Answer>(button, (answer) => {
    isRunning(false);
    button.focus(); // a disabled button loses it
    showResult(output, node, answer, service().value === 'simulated');
    use(answer);
  });
  $(button).on('click', () => {
    isRunning(true);
    const isDemo = service().value === 'simulated';
    showLine(output, node._(`netatmo-account.test.${isDemo ? 'looking' : 'running'}`));
    run(testInDialog(node.id, draft()));
  });
  $([service(), property('username'), property('password')]).on('change', () => {
    if (!button.disabled) showLine(output, '');
  });
}

const draft = (): AccountDraft => ({
  service: service().value,
  username: property('username').value,
  password: property('password').value,
  limitPer10s: Number(property('limitPer10s').value),
  limitPerHour: Number(property('limitPerHour').value),
});
