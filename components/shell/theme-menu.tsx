'use client';

import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { Segmented } from '@/components/ui/segmented';
import { usePreference } from '@/lib/client/preferences';
import { THEME_CHOICES, type ThemeChoice } from '@/lib/client/theme';

const LOOK: Record<ThemeChoice, { readonly label: string; readonly Icon: LucideIcon }> = {
  system: { label: 'System', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
};

/** Light, dark or as the system says. */
export function ThemeMenu(): ReactNode {
  const [theme, setTheme] = usePreference('theme');
  const [isOpen, setIsOpen] = useState(false);
  const { Icon, label } = LOOK[theme];
  const name = `Theme: ${label}`;
  return (
    <Popover
      label="Theme"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button isIcon aria-label={name} title={name}>
          <Icon aria-hidden="true" className="size-4" />
        </Button>
      }
    >
      <div className="p-2">
        <Segmented
          legend="Theme"
          value={theme}
          onChange={setTheme}
          options={THEME_CHOICES.map((value) => {
            const Choice = LOOK[value].Icon;
            return { value, label: LOOK[value].label, icon: <Choice aria-hidden="true" className="size-4" /> };
          })}
        />
      </div>
    </Popover>
  );
}
