/**
 * A button that asks before it acts: the question takes the button's place, with the harmless answer in focus, which
 * Escape gives too.
 * @param ask holds the question and two buttons, `[data-answer=yes]` and `[data-answer=no]`
 */
export function confirmation(button: HTMLButtonElement, ask: HTMLElement, act: () => Promise<void>): void {
  const answers = [...ask.querySelectorAll('button')];
  const answer = (name: string): HTMLButtonElement | undefined =>
    answers.find((each) => each.dataset['answer'] === name);
  const settle = (): void => {
    ask.hidden = true;
    button.hidden = false;
    button.focus();
  };
  $(button).on('click', () => {
    button.hidden = true;
    ask.hidden = false;
    answer('no')?.focus();
  });
  $(answer('no') ?? []).on('click', settle);
  $(answer('yes') ?? []).on('click', () => {
    for (const each of answers) each.disabled = true;
    void act().finally(() => {
      for (const each of answers) each.disabled = false;
      settle();
    });
  });
  $(ask).on('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation(); // else Node-RED closes the whole dialog
    settle();
  });
}
