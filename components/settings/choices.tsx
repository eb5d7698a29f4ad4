'use client';

import { type ReactNode, useState } from 'react';
import { Panel } from '@/components/ui/panel';
import { Segmented } from '@/components/ui/segmented';
import { Switch } from '@/components/ui/switch';
import { usePreference, useZone } from '@/lib/client/preferences';

/** What a person chooses for this browser. A change acts at once. */
export function Choices(): ReactNode {
  const [theme, setTheme] = usePreference('theme');
  const [zone, setZone] = usePreference('zone');
  const [shortcuts, setShortcuts] = usePreference('shortcuts');
  const zoneName = useZone();
  const [isUnkept, setIsUnkept] = useState(false);
  const note = (outcome: 'kept' | 'not-kept'): void => setIsUnkept(outcome === 'not-kept');
  return (
    <Panel title="This browser">
      <div>
        <Choice label="Theme" hint="System follows light and dark as your device switches.">
          <Segmented
            legend="Theme"
            value={theme}
            onChange={(value) => note(setTheme(value))}
            options={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </Choice>
        <Choice label="Time zone" hint={`Times are shown in ${zoneName}. Links carry UTC.`}>
          <Segmented
            legend="Time zone"
            value={zone}
            onChange={(value) => note(setZone(value))}
            options={[
              { value: 'utc', label: 'UTC' },
              { value: 'local', label: 'Local' },
            ]}
          />
        </Choice>
        <Choice label="Single-key shortcuts" hint="Keys such as g h and ?. Jump (Ctrl or ⌘ with K) stays on.">
          <Switch
            label="Single-key shortcuts"
            isOn={shortcuts === 'on'}
            onChange={(isOn) => note(setShortcuts(isOn ? 'on' : 'off'))}
          />
        </Choice>
      </div>
      <p role="status" className="border-t border-line px-3 py-2 text-waiting-text empty:hidden">
        {isUnkept ? 'The browser does not let this page keep settings: they last until you leave it.' : null}
      </p>
    </Panel>
  );
}

type ChoiceProps = { readonly label: string; readonly hint: string; readonly children: ReactNode };

function Choice({ label, hint, children }: ChoiceProps): ReactNode {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5 border-line px-3 py-2 not-first:border-t">
      <div>
        <h3>{label}</h3>
        <p className="text-small text-muted">{hint}</p>
      </div>
      {children}
    </div>
  );
}
