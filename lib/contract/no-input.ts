import { z } from 'zod';

/** For routes that take nothing from the request. What is sent all the same is dropped. */
export const noInput = z.object({});
