import { fillMissing } from './defaults';
import { homeField } from './home-field';
import { homesFor, testAccount, type AccountDraft, type Answer } from './homes';
import { latestOnly } from './latest';
import { field, type EditedNode } from './red';
import { ensureSessionKey } from './session-key';
import { showLine, showResult } from './test-result';

const input = (property: string): HTMLInputElement => field(`node-config-input-${property}`);

/** Prepares the dialog of an account: session key, demo home or Netatmo, list of homes, test. */
export function prepareAccount(node: EditedNode): void {
  fillMissing(node, 'node-config-input');
  ensureSessionKey(input('sessionKey'));
  const homes = homeField(input('homeId'), node._('netatmo-account.hint.homeId'));
  homesFor(input('homeId'), (answer) => {
    if ('homes' in answer) homes.offer(answer.homes);
  })(node.id);
  prepareService();
  prepareTest(node, (answer) => {
    if ('homes' in answer) homes.offer(answer.homes);
  });
}

/** The demo home has no credentials and no file, so their rows go. */
function prepareService(): void {
  const show = (): void => {
    const simulated = input('service').value === 'simulated';
    $('.netatmo-cloud-only').toggle(!simulated);
    $('.netatmo-demo-only').toggle(simulated);
  };
  $(input('service')).on('change', show);
  show();
}

function prepareTest(node: EditedNode, use: (answer: Answer) => void): void {
  const button = field<HTMLButtonElement>('netatmo-account-test');
  const output = field('netatmo-account-test-result');
  const run = latestOnly<Answer>(button, (answer) => {
    button.disabled = false;
    showResult(output, node, answer);
    use(answer);
  });
  $(button).on('click', () => {
    button.disabled = true;
    showLine(output, node._('netatmo-account.test.running'));
    run(testAccount(node.id, draft()));
  });
  $([input('service'), input('username'), input('password')]).on('change', () => {
    if (!button.disabled) showLine(output, '');
  });
}

const draft = (): AccountDraft => ({
  service: input('service').value,
  username: input('username').value,
  password: input('password').value,
  limitPer10s: Number(input('limitPer10s').value),
  limitPerHour: Number(input('limitPerHour').value),
});
