import type { Failure, Reply } from './reply';

/**
 * Asks the package about an account: reads, or with a body acts. The address is relative on purpose: Node-RED adds the
 * editor's access token to jQuery requests with relative addresses only.
 */
export function ask<T extends object>(
  accountId: string,
  what: string,
  isIt: (body: object) => body is T,
  body?: object,
): Promise<Reply<T>> {
  return new Promise((resolve) => {
    $.ajax({
      url: `netatmo-truetemp/${encodeURIComponent(accountId)}/${what}`,
      dataType: 'json',
      cache: false,
      ...(body && posting(body)),
    })
      .done((answer: unknown) =>
        resolve(isObject(answer) && isIt(answer) ? answer : { failure: failureOf(200, answer) }),
      )
      .fail((reply) => resolve({ failure: failureOf(reply.status, reply.responseJSON) }));
  });
}

const posting = (body: object): JQueryAjaxSettings => ({
  method: 'POST',
  contentType: 'application/json',
  data: JSON.stringify(body),
});

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null;

function failureOf(status: number, body: unknown): Failure {
  const said = (body as { error?: Omit<Failure, 'status'> } | undefined)?.error;
  return { ...said, status };
}
