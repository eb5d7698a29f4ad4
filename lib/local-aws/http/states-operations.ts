import { ACTION_OPERATIONS } from './action-operations';
import { ACTIVITY_OPERATIONS } from './activity-operations';
import type { Operation } from './call';
import { EXECUTION_OPERATIONS } from './execution-operations';
import { MACHINE_OPERATIONS } from './machine-operations';
import { MAP_RUN_OPERATIONS } from './map-run-operations';
import { requireLengths } from './member-lengths';
import { VERSION_OPERATIONS } from './version-operations';

const ANSWERED: Readonly<Record<string, Operation>> = {
  ...MACHINE_OPERATIONS,
  ...EXECUTION_OPERATIONS,
  ...MAP_RUN_OPERATIONS,
  ...ACTION_OPERATIONS,
  ...ACTIVITY_OPERATIONS,
  ...VERSION_OPERATIONS,
};

/** Every operation of Step Functions that is answered here; each looks at the length of what it is sent first. */
export const STATES_OPERATIONS: Readonly<Record<string, Operation>> = Object.fromEntries(
  Object.entries(ANSWERED).map(([name, answer]): [string, Operation] => [
    name,
    (call) => {
      requireLengths(name, call.input);
      return answer(call);
    },
  ]),
);
