export interface Missing {
  readonly what: 'username' | 'password' | 'other-username' | 'variable' | 'file';
  readonly name?: string | null;
}

/** Why there is no list: the HTTP status (0 = no answer at all) and what the package said, where it did. */
export interface Failure {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  /** ms after which asking again makes sense. */
  readonly retryAfterMs?: number;
  /** What a sign-in lacks; `name` is a variable's, null when it may not be told. */
  readonly missing?: Missing;
}

/** What the package answers: what was asked for, or why not. */
export type Reply<T> = T | { readonly failure: Failure };
