import { ACTION_OPERATIONS } from './action-operations';
import { ACTIVITY_OPERATIONS } from './activity-operations';
import type { Operation } from './call';
import { EXECUTION_OPERATIONS } from './execution-operations';
import { MACHINE_OPERATIONS } from './machine-operations';
import { MAP_RUN_OPERATIONS } from './map-run-operations';
import { VERSION_OPERATIONS } from './version-operations';

/** Every operation of Step Functions that is answered here. */
export const STATES_OPERATIONS: Readonly<Record<string, Operation>> = {
  ...MACHINE_OPERATIONS,
  ...EXECUTION_OPERATIONS,
  ...MAP_RUN_OPERATIONS,
  ...ACTION_OPERATIONS,
  ...ACTIVITY_OPERATIONS,
  ...VERSION_OPERATIONS,
};
