'use client';

import { Pause, Radio } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { useLiveSwitch } from '@/lib/client/live';
import { useTimeRange } from '@/lib/client/time-range-state';

/** Stops the page from changing while somebody reads it, and starts it again. A range in the past never changes. */
export function LiveSwitch(): ReactNode {
  const { isOn, setOn } = useLiveSwitch();
  const { range } = useTimeRange();
  const endsNow = range.to.kind === 'now';
  const isLive = isOn && endsNow;
  return (
    <Button
      title={titleOf(isLive, endsNow)}
      disabled={!endsNow}
      onClick={() => setOn(!isOn)}
      className="max-md:w-8 max-md:justify-center max-md:px-0"
    >
      {isLive ? (
        <Radio aria-hidden="true" className="size-4 text-accent" />
      ) : (
        <Pause aria-hidden="true" className="size-4 text-muted" />
      )}
      <span className="max-md:sr-only">{isLive ? 'Live' : 'Paused'}</span>
    </Button>
  );
}

function titleOf(isLive: boolean, endsNow: boolean): string {
  if (!endsNow) return 'The time range ends in the past, so nothing new comes';
  return isLive ? 'Stop bringing this page up to date' : 'Bring this page up to date by itself again';
}
