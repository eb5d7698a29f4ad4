import type { Place } from '../places';
import { Random } from '../random';
import { AwsError } from './aws-error';

/**
 * Ways in which a call can go wrong on request. `slow` is late and nothing else, `drop` loses the call before it takes
 * effect, `drop-after` its answer. `clock-skew` is another time on AWS's clock than on everybody else's.
 */
export const FAULT_KINDS = [
  'slow',
  'expired',
  'denied',
  'throttled',
  'internal',
  'unavailable',
  'clock-skew',
  'drop',
  'drop-after',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  /** An action as IAM writes it; `*` at its end stands for any rest: `states:ListExecutions`, `states:SendTask*`, `*`. */
  readonly action: string;
  readonly kind: FaultKind;
  /** The only account and the only region that it is in; `null` for all. */
  readonly account: string | null;
  readonly region: string | null;
  /** How long a call is held back first, with any kind. */
  readonly latencyMs: number;
  /** The part of the calls that it hits, above 0 and up to 1. */
  readonly share: number;
  /** How many calls it still hits, or `null` for all until it ends. */
  readonly times: number | null;
  /** How long it lasts from when it was set, or `null` until it is cleared. */
  readonly durationMs: number | null;
  /** How far AWS's clock is ahead, negative where it is behind; 0 with every kind but `clock-skew`. */
  readonly skewMs: number;
};

/** A call as a fault sees it; who signed is `null` where nobody did. */
export type StruckCall = { readonly action: string; readonly signer: Place | null };

type Active = { fault: Fault; readonly endsAtMs: number; readonly random: Random };

/**
 * What goes wrong at the moment, one fault per action, account and region at most. Faults last by real time, as those
 * who call do: virtual time may jump over any of them.
 */
export class Faults {
  readonly #active = new Map<string, Active>();
  readonly #seed: string;
  readonly #now: () => number;

  /**
   * @param seed decides which calls a share of them is
   * @param now real time in ms, from any beginning
   */
  constructor(seed: string, now: () => number = () => performance.now()) {
    this.#seed = seed;
    this.#now = now;
  }

  get all(): readonly Fault[] {
    return this.#current().map(({ fault }) => fault);
  }

  set(fault: Fault): void {
    const key = keyOf(fault);
    this.#active.set(key, {
      fault,
      endsAtMs: this.#now() + (fault.durationMs ?? Number.POSITIVE_INFINITY),
      random: new Random(`${this.#seed}/faults/${key}`),
    });
  }

  /** @param action the action to clear in all accounts and regions, or `null` for every fault */
  clear(action: string | null): void {
    for (const [key, { fault }] of this.#active) {
      if (action === null || fault.action === action) this.#active.delete(key);
    }
  }

  /** The fault that hits a call, counted down. The most particular one decides, also where its share spares the call. */
  take(call: StruckCall): Fault | null {
    const [strictest] = this.#current()
      .filter(({ fault }) => isMeant(fault, call))
      .sort((one, other) => particularity(other.fault) - particularity(one.fault));
    if (strictest === undefined || !strictest.random.chance(strictest.fault.share)) return null;
    const { fault } = strictest;
    if (fault.times !== null) {
      if (fault.times <= 1) this.#active.delete(keyOf(fault));
      else strictest.fault = { ...fault, times: fault.times - 1 };
    }
    return fault;
  }

  #current(): readonly Active[] {
    const nowMs = this.#now();
    for (const [key, { endsAtMs }] of this.#active) if (endsAtMs <= nowMs) this.#active.delete(key);
    return [...this.#active.values()];
  }
}

function keyOf({ action, account, region }: Fault): string {
  return `${action} ${account ?? '*'} ${region ?? '*'}`;
}

function isMeant({ action, account, region }: Fault, call: StruckCall): boolean {
  const isAction = action.endsWith('*') ? call.action.startsWith(action.slice(0, -1)) : call.action === action;
  return (
    isAction &&
    (account === null || account === call.signer?.account) &&
    (region === null || region === call.signer?.region)
  );
}

/** The action counts first, then the account, then the region. */
function particularity({ action, account, region }: Fault): number {
  return action.replace('*', '').length * 4 + (account === null ? 0 : 2) + (region === null ? 0 : 1);
}

/** The refusal that a fault stands for, in AWS's words; `null` where the call goes on. */
export function toRefusal(kind: FaultKind | null, action: string, resource: string, account: string): AwsError | null {
  switch (kind) {
    case 'expired':
      return new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    case 'denied':
      return new AwsError(
        'AccessDeniedException',
        `User: arn:aws:sts::${account}:assumed-role/statelens/local is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
      );
    case 'throttled':
      return throttled();
    case 'internal':
      return new AwsError('InternalFailure', 'The request processing has failed because of an unknown error', 500);
    case 'unavailable':
      return new AwsError('ServiceUnavailableException', 'Service is unavailable', 503);
    default:
      return null;
  }
}

/** As AWS refuses a call for being one too many (aws-facts §1.3). */
export function throttled(): AwsError {
  return new AwsError('ThrottlingException', 'Rate exceeded');
}
