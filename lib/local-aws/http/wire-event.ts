import { detailsMember, type HistoryEvent, withoutData } from '../engine/history';
import type { JsonMap } from '../json-value';
import { toWireTime } from './call';

/** An event as GetExecutionHistory gives it. @param showsData `includeExecutionData` of the request */
export function toWireEvent({ id, previousEventId, timeMs, type, details }: HistoryEvent, showsData: boolean): JsonMap {
  const member = detailsMember(type);
  return {
    id,
    previousEventId,
    timestamp: toWireTime(timeMs),
    type,
    ...(member === null ? {} : { [member]: showsData ? details : withoutData(details) }),
  };
}
