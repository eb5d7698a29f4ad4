import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import './globals.css';
import { Shell } from '@/components/shell/shell';
import { LiveProvider } from '@/lib/client/live';
import { PreferencesProvider } from '@/lib/client/preferences';
import { waitingCountQuery } from '@/lib/client/queries/approvals-query';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { syncQuery } from '@/lib/client/queries/sync-query';
import { QueryProvider } from '@/lib/client/query-provider';
import { FIRST_PAINT_SCRIPT } from '@/lib/client/theme';
import { container, pageCaller } from '@/lib/server/container';
import { inter } from './font';
import { Prefetched } from './prefetched';

export const metadata: Metadata = {
  title: { default: 'Statelens', template: '%s · Statelens' },
  description: 'Observability for AWS Step Functions',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { colorScheme: 'light dark' };

/** Reads the request on purpose: a page made at build time could not carry the nonce of its policy. */
export default async function RootLayout({ children }: { readonly children: ReactNode }): Promise<ReactNode> {
  const requestHeaders = await headers();
  const nonce = requestHeaders.get('x-nonce') ?? undefined;
  const isApple = /Macintosh|iPhone|iPad/.test(requestHeaders.get('user-agent') ?? '');
  return (
    // The first script may change data-theme before React looks at it.
    <html lang="en" data-theme="system" className={inter.variable} suppressHydrationWarning>
      <head>
        {/* Browsers hide a nonce from scripts, so React would see the server's value as a difference. */}
        <script nonce={nonce} suppressHydrationWarning>
          {FIRST_PAINT_SCRIPT}
        </script>
      </head>
      <body>
        <NuqsAdapter>
          <PreferencesProvider>
            <QueryProvider>
              <LiveProvider>
                <Prefetched queries={shellQueries()}>
                  <Shell isApple={isApple}>{children}</Shell>
                </Prefetched>
              </LiveProvider>
            </QueryProvider>
          </PreferencesProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}

/** What the foot and the navigation of every page show. */
function shellQueries() {
  const { services } = container();
  return [
    { queryKey: syncQuery().queryKey, queryFn: async () => services.getSync({ caller: await pageCaller() }) },
    {
      queryKey: connectionsQuery().queryKey,
      queryFn: async () => services.listConnections({ caller: await pageCaller() }),
    },
    {
      queryKey: waitingCountQuery().queryKey,
      queryFn: async () => services.listApprovals({ view: 'waiting', limit: 1, caller: await pageCaller() }),
    },
  ];
}
