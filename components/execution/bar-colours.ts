import type { StatusTone } from '@/lib/view/visit-outcome';

/** The colour of a bar by what became of its work, whether it is filled, drawn as a path or an outline. */
export const SOLID: Readonly<Record<StatusTone, string>> = {
  succeeded: 'bg-succeeded-solid fill-succeeded-solid border-succeeded-solid',
  failed: 'bg-failed-solid fill-failed-solid border-failed-solid',
  'timed-out': 'bg-timed-out-solid fill-timed-out-solid border-timed-out-solid',
  aborted: 'bg-aborted-solid fill-aborted-solid border-aborted-solid',
  running: 'bg-running-solid fill-running-solid border-running-solid',
  redrive: 'bg-redrive-solid fill-redrive-solid border-redrive-solid',
  waiting: 'bg-waiting-solid fill-waiting-solid border-waiting-solid',
  caught: 'bg-caught-solid fill-caught-solid border-caught-solid',
  unknown: 'bg-control fill-control border-control',
};
