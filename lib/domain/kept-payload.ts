import { redactSecrets, type Secrets } from './redact-secrets';

/** Characters of an input, and of an output, that are kept for search. */
export const KEPT_CHARACTERS = 4_096;

/** What is kept of an input or an output: its beginning, without secrets. `isCut`: there was more than is kept. */
export type KeptPayload = { readonly text: string; readonly isCut: boolean };

/** `text` is free of task tokens already (T2). */
export function toKeptPayload(text: string, secrets: Secrets): KeptPayload {
  return redactSecrets(text, KEPT_CHARACTERS, secrets);
}
