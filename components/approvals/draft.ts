/** What a person has written so far. It outlives the form: a task may expire or be decided while they write. */
export type Draft = {
  readonly output: string;
  readonly error: string;
  readonly cause: string;
  readonly comment: string;
};

export const EMPTY_DRAFT: Draft = { output: '{\n  "approved": true\n}', error: '', cause: '', comment: '' };
