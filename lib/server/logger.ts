import 'server-only';
import { type Logger, pino } from 'pino';

export type { Logger };

/** Structured log lines on stdout, one JSON object each, times in ISO 8601 UTC. They hold ids, never payloads (T6). */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
