import { describe, expect, it } from 'vitest';
import { ACTIONS, type ActionSwitches, canDo, localActions, localCaller } from './access';

const allOff: ActionSwitches = { decide: false, redrive: false, stop: false, start: false };

describe('canDo (A3, A5)', () => {
  it('lets the local caller view whatever the switches say', () => {
    expect(canDo(localCaller, 'view', localActions(false))).toBe(true);
    expect(canDo(localCaller, 'view', localActions(true))).toBe(true);
    expect(canDo(localCaller, 'view', allOff)).toBe(true);
  });

  it.each(ACTIONS)('lets the local caller %s unless the server is read-only', (action) => {
    expect(canDo(localCaller, action, localActions(false))).toBe(true);
    expect(canDo(localCaller, action, localActions(true))).toBe(false);
  });

  it.each(ACTIONS)('asks the switch of %s and no other', (action) => {
    const onlyThis = { ...allOff, [action]: true };
    expect(ACTIONS.filter((other) => canDo(localCaller, other, onlyThis))).toEqual([action]);
  });
});
