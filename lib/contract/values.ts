import { z } from 'zod';
import { EXECUTION_STATUSES } from '@/lib/domain/execution-status';

/** A point in time in ISO 8601, UTC, with milliseconds: `2026-11-22T18:04:11.900Z`. */
export const date = z.iso.datetime({ precision: 3 });

/** A length of time in milliseconds; never negative. */
export const milliseconds = z.number().nonnegative();

/** How many there are. */
export const count = z.int().nonnegative();

/** A part of a whole, from 0 to 1. */
export const share = z.number().min(0).max(1);

/** Id of an event in its execution's history: counted from 1. */
export const eventId = z.int().positive();

export const executionStatus = z.enum(EXECUTION_STATUSES);

export const machineType = z.enum(['STANDARD', 'EXPRESS']);

/** What a state is, in the words of the Amazon States Language. */
export const stateType = z.enum(['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Map', 'Parallel']);

/** Whose fault an error is: the definition's, a busy or absent service's, or the work's own. */
export const errorClass = z.enum(['definition', 'transient', 'task']);
