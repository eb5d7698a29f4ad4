import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { AboutPanels } from '@/components/settings/about-panels';
import { Choices } from '@/components/settings/choices';
import { Page } from '@/components/ui/page';
import { PageHeader } from '@/components/ui/page-header';
import { container, pageCaller } from '@/lib/server/container';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage(): Promise<ReactNode> {
  const about = container().services.getAbout({ caller: await pageCaller() });
  return (
    <Page>
      <PageHeader title="Settings" facts="Choices of this browser, and what is running" />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Choices />
        <AboutPanels about={about} />
      </div>
    </Page>
  );
}
