/** The package brings no types of its own; these are the parts that are used here. */
declare module 'asl-validator' {
  type Verdict = { readonly isValid: boolean; errorsText(separator?: string): string };

  /** Writes into the definition that it is given. */
  export default function validate(definition: object): Verdict;
}
