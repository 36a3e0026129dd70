/** Node-RED's value for "add new" in a list of config nodes, and what older versions use for none. */
const NONE = ['', '_ADD_'];

/**
 * Calls back with the chosen account's id ('' = none), at first and at every change; Node-RED also announces one
 * after the account itself was edited.
 */
export function onAccount(select: HTMLSelectElement, use: (accountId: string) => void): void {
  const tell = (): void => use(NONE.includes(select.value) ? '' : select.value);
  $(select).on('change', tell);
  tell();
}
