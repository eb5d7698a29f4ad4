/** What can be done to executions through us. Each is a switch of its own: switched off, nobody can do it. */
export const ACTIONS = ['decide', 'redrive', 'stop', 'start'] as const;
export type Action = (typeof ACTIONS)[number];

/** `view` reads what the index holds; every other permission changes something in AWS. */
export type Permission = 'view' | Action;

/** Which actions this server performs at all, whoever asks. */
export type ActionSwitches = Readonly<Record<Action, boolean>>;

/**
 * Who asks. Every service takes one as part of its input, so that a call nobody authorized does not compile.
 * `local` is the person at the keyboard of the machine: there is no login, because the server answers on loopback only
 * and uses credentials that this person owns already.
 */
export type Caller = { readonly kind: 'local' };

export const localCaller: Caller = { kind: 'local' };

/** What the audit calls the caller. Local mode knows nobody by name, so it claims none. */
export function callerName(caller: Caller): string {
  switch (caller.kind) {
    case 'local':
      return 'local user';
  }
}

/** The switches of local mode: everything is on, and read-only turns everything off. */
export function localActions(readOnly: boolean): ActionSwitches {
  const on = !readOnly;
  return { decide: on, redrive: on, stop: on, start: on };
}

/** Says whether the caller may do it. Total and pure: the one place where that is decided. */
export function canDo(caller: Caller, permission: Permission, switches: ActionSwitches): boolean {
  switch (caller.kind) {
    case 'local':
      return permission === 'view' || switches[permission];
  }
}
