import type { Diagnostics } from '../dialog-answers';
import { diagnose, type Failure, forgetSession, latestOnly, type Reply } from './admin-client';
import { confirmation } from './confirmation';
import { copyText } from './copy';
import { field, iconButton } from './fields';
import { type EditedNode, errorText } from './red';
import { sessionWords } from './session-words';

const ID = 'netatmo-account-';
const button = (name: string): HTMLButtonElement => field(ID + name, HTMLButtonElement);

/** The session of the deployed account in words, "forget session" and "copy diagnostics". */
export interface SessionPanel {
  /** Looks again how the account does. */
  refresh(): void;
}

/** @param use gets what was read, for what else the dialog says by it */
export function sessionPanel(node: EditedNode, use: (state: Diagnostics) => void): SessionPanel {
  const words = field(`${ID}session`, HTMLElement);
  const said = field(`${ID}said`, HTMLElement);
  const forget = button('forget');
  const copy = button('copy');
  let known: Reply<Diagnostics>;

  const show = (state: Reply<Diagnostics>): void => {
    known = state;
    copy.disabled = false;
    const { tone, lines } = sessionWords(node, state);
    words.dataset['tone'] = tone;
    words.replaceChildren(...lines.map(paragraph));
    const isForgotten = !isSignedIn(state);
    if (isForgotten && document.activeElement === forget) copy.focus(); // a disabled button loses it
    forget.disabled = isForgotten;
    if ('surroundings' in state) use(state);
  };
  const latest = latestOnly(words, show);
  const refresh = (): void => latest(diagnose(node.id));

  iconButton(`${ID}session-refresh`, node._('netatmo-account.session.refresh'), () => {
    said.textContent = '';
    refresh();
  });

  confirmation(forget, field(`${ID}forget-ask`, HTMLElement), async () => {
    const outcome = await forgetSession(node.id);
    said.textContent =
      'failure' in outcome ? whyNot(node, outcome.failure) : node._('netatmo-account.forget.done');
    refresh();
  });

  const text = field(`${ID}diagnostics`, HTMLTextAreaElement);
  $(copy).on('click', () => {
    // What is known already: browsers let a page copy only at once after a press.
    void copyText(JSON.stringify(known, null, 2), text).then((copied) => {
      said.textContent = node._(`netatmo-account.copy.${copied ? 'done' : 'byHand'}`);
      if (copied) copy.focus();
    });
  });
  refresh();
  return { refresh };
}

const isSignedIn = (state: Reply<Diagnostics>): boolean =>
  'account' in state && state.account?.session.state === 'signed-in';

const whyNot = (node: EditedNode, { status, code }: Failure): string =>
  node._('netatmo-account.forget.failed', {
    text: errorText(code) || node._(`netatmo-account.test.${status === 401 ? 'forbidden' : 'noAnswer'}`),
  });

function paragraph(text: string): HTMLElement {
  const made = document.createElement('p');
  made.textContent = text;
  return made;
}
