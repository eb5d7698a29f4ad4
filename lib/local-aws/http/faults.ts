import { AwsError } from './aws-error';

/** Ways in which a call can go wrong on request. `drop-after` loses the answer to a call that took effect. */
export const FAULT_KINDS = ['expired', 'denied', 'throttled', 'unavailable', 'drop', 'drop-after'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault of one action (`states:ListExecutions`), of a service (`logs:*`) or of all (`*`). */
export type Fault = {
  readonly action: string;
  /** `null`: the call is only slow. */
  readonly kind: FaultKind | null;
  readonly latencyMs: number;
  /** How many calls it still hits, or `null` for all until it is cleared. */
  readonly times: number | null;
};

/** What goes wrong at the moment, one fault per action at most. */
export class Faults {
  readonly #faults = new Map<string, Fault>();

  get all(): readonly Fault[] {
    return [...this.#faults.values()];
  }

  set(fault: Fault): void {
    this.#faults.set(fault.action, fault);
  }

  /** @param action the action to clear, or `null` for every fault */
  clear(action: string | null): void {
    if (action === null) this.#faults.clear();
    else this.#faults.delete(action);
  }

  /** The fault that hits a call, counted down. The most particular one decides. */
  take(action: string): Fault | null {
    const [service = ''] = action.split(':');
    const fault = this.#faults.get(action) ?? this.#faults.get(`${service}:*`) ?? this.#faults.get('*');
    if (fault === undefined) return null;
    if (fault.times !== null) {
      if (fault.times <= 1) this.#faults.delete(fault.action);
      else this.#faults.set(fault.action, { ...fault, times: fault.times - 1 });
    }
    return fault;
  }
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
      return new AwsError('ThrottlingException', 'Rate exceeded');
    case 'unavailable':
      return new AwsError('ServiceUnavailableException', 'Service is unavailable', 503);
    default:
      return null;
  }
}
