import 'server-only';
import { randomBytes } from 'node:crypto';

/** A value nobody can guess, new for every answer. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * The content security policy of one HTML answer (E5). Scripts run by nonce only, so markup that slips into a page
 * cannot. What such a script loads itself may run too ('strict-dynamic'), because the bundler's loader fetches later
 * chunks without a nonce; markup gains nothing by that. Style attributes are allowed for computed widths and positions.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'unsafe-inline'`,
    `worker-src 'self'`,
    `connect-src 'self'`,
    `font-src 'self'`,
    `img-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
