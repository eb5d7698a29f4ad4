'use client';

import { ChevronDown, ChevronLeft, ChevronRight, Clock } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { AbsoluteRangeForm } from '@/components/shell/absolute-range-form';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Popover } from '@/components/ui/popover';
import { Segmented } from '@/components/ui/segmented';
import { epochMs } from '@/lib/base/units';
import { usePreference, useZone } from '@/lib/client/preferences';
import { timeRangeQuery, useTimeRange } from '@/lib/client/time-range-state';
import { resolveTimeRange, shiftInterval, type TimeRange, toAbsolute, type ZoneName } from '@/lib/domain/time-range';
import { isSameTimeRange, TIME_RANGE_PRESETS, timeRangeLabel } from '@/lib/view/time-range';

/** Shows and sets the time range in the address, and the zone in which times are shown. */
export function TimeRangePicker(): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { range, setRange } = useTimeRange();
  const zone = useZone();
  const choose = (next: TimeRange): void => {
    setRange(next);
    setIsOpen(false);
  };
  return (
    <div className="flex min-w-0 items-center">
      <ShiftButton direction="earlier" range={range} zone={zone} onShift={setRange} />
      <Popover
        label="Time range"
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        trigger={
          <Button className="min-w-0 md:rounded-none">
            <Clock aria-hidden="true" className="size-4 shrink-0" />
            <span className="sr-only">Time range:</span>
            <span className="truncate tabular-nums">{timeRangeLabel(range, zone)}</span>
            <span className="text-muted">{zone === 'UTC' ? 'UTC' : 'Local'}</span>
            <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
          </Button>
        }
      >
        <div className="grid md:grid-cols-[11rem_19rem]">
          <Presets range={range} onChoose={choose} />
          <AbsoluteRangeForm key={zone} range={range} zone={zone} onChoose={choose} />
        </div>
        <PickerFoot range={range} zone={zone} />
      </Popover>
      <ShiftButton direction="later" range={range} zone={zone} onShift={setRange} />
    </div>
  );
}

type ShiftButtonProps = {
  readonly direction: 'earlier' | 'later';
  readonly range: TimeRange;
  readonly zone: ZoneName;
  readonly onShift: (range: TimeRange) => void;
};

function ShiftButton({ direction, range, zone, onShift }: ShiftButtonProps): ReactNode {
  const isEarlier = direction === 'earlier';
  const Icon = isEarlier ? ChevronLeft : ChevronRight;
  const name = isEarlier ? 'Earlier' : 'Later';
  const shift = (): void => {
    const nowMs = epochMs(Date.now());
    const interval = resolveTimeRange(range, nowMs, zone);
    if (interval !== null) onShift(toAbsolute(shiftInterval(interval, direction, nowMs)));
  };
  const shape = isEarlier ? 'rounded-r-none border-r-0' : 'rounded-l-none border-l-0';
  return (
    <Button
      isIcon
      aria-label={name}
      title={name}
      // What ends now has nothing later.
      disabled={!isEarlier && range.to.kind === 'now'}
      onClick={shift}
      className={`max-md:hidden ${shape}`}
    >
      <Icon aria-hidden="true" className="size-4" />
    </Button>
  );
}

type PresetsProps = { readonly range: TimeRange; readonly onChoose: (range: TimeRange) => void };

function Presets({ range, onChoose }: PresetsProps): ReactNode {
  return (
    <ul
      aria-label="Ranges up to now"
      className="grid grid-cols-2 border-line p-2 max-md:border-b md:grid-cols-1 md:border-r"
    >
      {TIME_RANGE_PRESETS.map((preset) => (
        <li key={preset.label}>
          <button
            type="button"
            aria-current={isSameTimeRange(preset.range, range) ? 'true' : undefined}
            onClick={() => onChoose(preset.range)}
            className="h-8 w-full rounded-control px-2 text-left hover:bg-canvas aria-[current]:bg-selection aria-[current]:text-accent"
          >
            {preset.label}
          </button>
        </li>
      ))}
    </ul>
  );
}

function PickerFoot({ range, zone }: { readonly range: TimeRange; readonly zone: ZoneName }): ReactNode {
  const [choice, setChoice] = usePreference('zone');
  const absoluteLink = (): string => {
    const interval = resolveTimeRange(range, epochMs(Date.now()), zone);
    const query = timeRangeQuery(interval === null ? range : toAbsolute(interval));
    const { origin, pathname, search } = window.location;
    const others = new URLSearchParams(search);
    others.delete('from');
    others.delete('to');
    return `${origin}${pathname}?${[query, others.toString()].filter((part) => part !== '').join('&')}`;
  };
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line p-2">
      <Segmented
        legend="Time zone"
        value={choice}
        onChange={setChoice}
        options={[
          { value: 'utc', label: 'UTC' },
          { value: 'local', label: 'Local' },
        ]}
      />
      <CopyButton label="Copy as absolute" text={absoluteLink} />
    </div>
  );
}
