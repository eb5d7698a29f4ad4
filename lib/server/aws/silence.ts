import 'server-only';

export function ignore(): void {}

/** The SDK would print to the console. What it has to say arrives as an error too. */
export const silence = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };
