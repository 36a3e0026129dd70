/** The little of Node-RED's editor that the dialogs use, with its types. */

/** A node as its edit dialog sees it; `_` translates with the node's own catalogue. */
export interface EditedNode {
  readonly id: string;
  readonly _def: {
    readonly defaults: Readonly<Record<string, { readonly value: unknown; readonly type?: string }>>;
  };
  _(key: string, parameters?: Readonly<Record<string, string>>): string;
}

/** One entry of a typedInput's type menu; with `options` its value is picked from a list. */
export interface TypedInputType {
  readonly value: string;
  readonly label: string;
  readonly icon: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  /** Writes the chosen value into the field. */
  valueLabel(shown: JQuery, value: string): void;
}

interface TypedInputSettings {
  readonly types: readonly (string | TypedInputType)[];
  readonly typeField: string;
  readonly default: string;
}

/** What the editor holds of an account node. */
interface AccountProperties {
  readonly homeId?: unknown;
  readonly service?: unknown;
  /** Edited or added, and not deployed since. */
  changed?: unknown;
}

declare global {
  const RED: {
    _(key: string, parameters?: Readonly<Record<string, string>>): string;
    readonly events: {
      on(event: string, handler: () => void): void;
      off(event: string, handler: () => void): void;
    };
    readonly i18n: { lang(): string | undefined };
    readonly nodes: { node(id: string): AccountProperties | null };
    readonly settings: { readonly version: string };
  };

  interface JQuery {
    typedInput(settings: TypedInputSettings): this;
    typedInput(method: 'types', types: readonly (string | TypedInputType)[]): this;
    typedInput(method: 'type' | 'value', value: string): this;
    typedInput(method: 'type' | 'value'): string;
    /** `optionMenu`: Node-RED's own, of the type that is chosen; the same in all versions from 3.1 to 5.0. */
    typedInput(method: 'instance'): { readonly optionMenu?: JQuery | null };
  }
}

/** The text for an error code of the package, '' when the code has none. */
export function errorText(code: string | null | undefined): string {
  if (!code) return '';
  const key = `netatmo-account.errors.${code}`;
  const text = RED._(`@truetemp/node-red-netatmo/netatmo-account:${key}`);
  return text.endsWith(key) ? '' : text;
}

/** An account as the editor holds it, deployed or not. */
export interface AccountInEditor {
  /** The home that it names; '' for none. */
  readonly homeId: string;
  readonly isDemo: boolean;
  /** What is deployed is not what the editor holds. */
  readonly isChanged: boolean;
}

export function accountInEditor(accountId: string): AccountInEditor {
  const { homeId, service, changed } = RED.nodes.node(accountId) ?? {};
  return {
    homeId: typeof homeId === 'string' ? homeId.trim() : '',
    isDemo: service === 'simulated',
    isChanged: changed === true,
  };
}

/** Says of an account whose dialog is confirmed that it has changed, as Node-RED itself does from version 4 on. */
export function markChanged(account: AccountProperties): void {
  if (Number.parseInt(RED.settings.version, 10) < 4) account.changed = true;
}
