/** A client token counts for this long and for so many redrives (aws-facts §1.1). */
const LIFE_MS = 15 * 60_000;
const KEPT = 10;

type Known = { readonly token: string; readonly redriveMs: number };

/** Client tokens of RedriveExecution: the same one again is the same redrive, not a second. */
export class RedriveTokens {
  readonly #byExecution = new Map<string, readonly Known[]>();

  /** When the redrive happened that the token was used for, or `null`. */
  find(executionArn: string, token: string, nowMs: number): number | null {
    const known = this.#byExecution.get(executionArn)?.find((one) => one.token === token);
    return known !== undefined && nowMs - known.redriveMs <= LIFE_MS ? known.redriveMs : null;
  }

  remember(executionArn: string, token: string, redriveMs: number): void {
    const known = this.#byExecution.get(executionArn) ?? [];
    this.#byExecution.set(executionArn, [...known, { token, redriveMs }].slice(-KEPT));
  }
}
