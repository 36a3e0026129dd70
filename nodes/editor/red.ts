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
}

interface TypedInputSettings {
  readonly types: readonly (string | TypedInputType)[];
  readonly typeField: string;
  readonly default: string;
}

declare global {
  const RED: {
    _(key: string, parameters?: Readonly<Record<string, string>>): string;
    readonly i18n: { lang(): string | undefined };
    readonly nodes: { node(id: string): { readonly homeId?: unknown } | null };
  };

  interface JQuery {
    typedInput(settings: TypedInputSettings): this;
    typedInput(method: 'types', types: readonly (string | TypedInputType)[]): this;
    typedInput(method: 'type' | 'value', value: string): this;
    typedInput(method: 'type' | 'value'): string;
  }
}

/** The text for an error code of the package, '' when the code has none. */
export function errorText(code: string | null | undefined): string {
  if (!code) return '';
  const key = `netatmo-account.errors.${code}`;
  const text = RED._(`@truetemp/node-red-netatmo/netatmo-account:${key}`);
  return text.endsWith(key) ? '' : text;
}

/** The home that an account names, as the editor holds it; '' for none. */
export function homeOfAccount(accountId: string): string {
  const homeId = RED.nodes.node(accountId)?.homeId;
  return typeof homeId === 'string' ? homeId.trim() : '';
}
