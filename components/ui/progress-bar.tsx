import type { ReactNode } from 'react';

type ProgressBarProps = {
  readonly label: string;
  /** From 0 to 1; null while nobody can tell. */
  readonly share: number | null;
};

/** How far something has come, as a bar. The words stand beside it. */
export function ProgressBar({ label, share }: ProgressBarProps): ReactNode {
  const percent = share === null ? null : Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      <div
        className={`h-full rounded-full bg-accent ${percent === null ? 'opacity-50 motion-safe:animate-pulse' : ''}`}
        style={{ width: `${percent ?? 100}%` }}
      />
    </div>
  );
}
