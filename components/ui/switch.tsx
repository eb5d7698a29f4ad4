'use client';

import type { ReactNode } from 'react';

type SwitchProps = { readonly label: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void };

/** An on/off switch with its state in words. */
export function Switch({ label, isOn, onChange }: SwitchProps): ReactNode {
  return (
    <button
      type="button"
      role="switch"
      aria-label={label}
      aria-checked={isOn}
      onClick={() => onChange(!isOn)}
      className="group inline-flex h-8 items-center gap-2 rounded-control"
    >
      <span className="flex h-5 w-9 items-center rounded-full border border-control bg-canvas px-0.5 group-aria-checked:border-accent group-aria-checked:bg-accent">
        <span className="size-3.5 rounded-full bg-control group-aria-checked:translate-x-4 group-aria-checked:bg-surface motion-safe:transition-transform" />
      </span>
      <span className="w-6 text-left text-muted">{isOn ? 'On' : 'Off'}</span>
    </button>
  );
}
