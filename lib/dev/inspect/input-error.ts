/** Input that cannot be read: the message names the file, the position where there is one, and the reason. */
export class InputError extends Error {
  constructor(source: string, reason: string, position?: string) {
    super(position === undefined ? `${source}: ${reason}` : `${source}:${position}: ${reason}`);
    this.name = 'InputError';
  }
}
