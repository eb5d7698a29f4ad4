import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** The SDK gives every attempt of one call the same. */
const CALL_ID = 'amz-sdk-invocation-id';

/** An attempt that went out: when (`performance.now`), and with the keys of which account. */
type Attempt = { readonly sentAt: number; readonly account: string | null };

/** The calls to AWS of this process as they are on the wire, seen from outside of the product, at Node's HTTP client. */
export class SentCalls {
  readonly attempts: Attempt[] = [];
  readonly #begunAt = new Map<string, number>();
  #longestMs = 0;
  readonly #note = (message: unknown): void => this.#noteRequest(message);

  constructor() {
    subscribe('http.client.request.start', this.#note);
  }

  /** Attempts of one call count as one. */
  get count(): number {
    return this.#begunAt.size;
  }

  /** How long the longest took, from its first attempt to the end of its last. */
  get longestMs(): number {
    return this.#longestMs;
  }

  stop(): void {
    unsubscribe('http.client.request.start', this.#note);
  }

  #noteRequest(message: unknown): void {
    const request: unknown = typeof message === 'object' && message !== null ? Reflect.get(message, 'request') : null;
    if (!(request instanceof ClientRequest)) return;
    const id = request.getHeader(CALL_ID);
    if (typeof id !== 'string') return;
    const sentAt = performance.now();
    const begunAt = this.#begunAt.get(id) ?? sentAt;
    this.#begunAt.set(id, begunAt);
    this.attempts.push({ sentAt, account: accountOf(request) });
    request.once('close', () => {
      this.#longestMs = Math.max(this.#longestMs, performance.now() - begunAt);
    });
  }
}

/** As the local AWS tells accounts apart: by the end of the access key. Those that start executions have keys of their own. */
function accountOf(request: ClientRequest): string | null {
  return /Credential=local(\d{12})\//.exec(String(request.getHeader('authorization')))?.[1] ?? null;
}
