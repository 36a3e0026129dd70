import { NetatmoError, type ErrorCode } from './errors';

/** How a request failed before there was an answer to judge. */
export type WireFault = 'unsent' | 'unanswered' | 'tls' | 'refused';

/** A request that got no usable answer. `sent` tells whether its first byte may have left this machine. */
export class WireError extends NetatmoError {
  readonly fault: WireFault;
  readonly sent: boolean;

  constructor(code: ErrorCode, message: string, fault: WireFault, sent: boolean) {
    super(code, message);
    this.fault = fault;
    this.sent = sent;
  }
}

const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|ERR_OSSL)/;
const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
]);
const TOO_MUCH: ReadonlySet<string> = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'UND_ERR_HEADERS_OVERFLOW']);

/**
 * Turns what the HTTP library threw into our error. Only its code is looked at: its text and cause may hold
 * addresses and headers.
 * @param sent whether the request had begun to leave
 */
export function wireError(error: unknown, sent: boolean): WireError {
  if (error instanceof WireError) return error;
  if (error instanceof NetatmoError)
    return new WireError(error.code, error.message, sent ? 'unanswered' : 'unsent', sent);
  const code = codeOf(error);
  if (TLS_CODES.test(code)) {
    return new WireError(
      'TLS',
      'Untrusted connection to Netatmo (certificate or protocol refused). Check the clock of this machine and any proxy or filter in between.',
      'tls',
      sent,
    );
  }
  if (TOO_MUCH.has(code))
    return new WireError(
      'BAD_RESPONSE',
      "Netatmo's answer is far too long, so it was refused. Try again later.",
      'refused',
      sent,
    );
  if (TIMEOUT_CODES.has(code)) return timeout(sent);
  return new WireError(
    'NETWORK',
    'Netatmo could not be reached, or the connection broke. Check the internet connection; try again later.',
    sent ? 'unanswered' : 'unsent',
    sent,
  );
}

/** The error of a proxy that does not let us through. @param status what it answered instead */
export const tunnelRefused = (status: number): WireError =>
  new WireError(
    'NETWORK',
    status === 407
      ? 'The proxy wants a user name and password, or refuses those in the environment variable HTTPS_PROXY. Correct them where Node-RED is started, and restart it.'
      : `The proxy refuses the way to Netatmo (that of the environment variable HTTPS_PROXY, HTTP ${status}). Whoever runs it has to allow auth.netatmo.com, api.netatmo.com and my.netatmo.com.`,
    'refused',
    false,
  );

/** What became of a tunnel that the proxy neither opened nor refused; no request had begun to leave. */
export function tunnelFailed(error: unknown): WireError {
  const failed = wireError(error, false);
  if (failed === error || failed.code !== 'NETWORK') return failed;
  return new WireError(
    'NETWORK',
    'The proxy could not be reached (that of the environment variable HTTPS_PROXY), or the connection to it broke. Check that it runs and that its address is right; try again later.',
    'unsent',
    false,
  );
}

function timeout(sent: boolean): WireError {
  return new WireError(
    'TIMEOUT',
    'Netatmo did not answer in time. Try again later.',
    sent ? 'unanswered' : 'unsent',
    sent,
  );
}

function codeOf(error: unknown): string {
  for (
    let each = error;
    typeof each === 'object' && each !== null;
    each = (each as { cause?: unknown }).cause
  ) {
    const { code } = each as { code?: unknown };
    if (typeof code === 'string') return code;
  }
  return '';
}
