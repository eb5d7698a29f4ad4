import type { ReactNode } from 'react';
import { ConnectionFoot } from '@/components/shell/connection-foot';
import { Navigation } from '@/components/shell/navigation';
import { TopBar } from '@/components/shell/top-bar';

type ShellProps = { readonly isApple: boolean; readonly children: ReactNode };

/**
 * Everything around a page. `isApple` decides how modifier keys are written. There is no `Suspense` here, because React
 * may send what stands in one after the rest of the page, which then jumps down by the height of the bar.
 */
export function Shell({ isApple, children }: ShellProps): ReactNode {
  return (
    <>
      <a
        href="#content"
        className="sr-only z-50 rounded-control bg-accent px-3 py-2 text-on-fill focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="flex min-h-dvh flex-col md:grid md:grid-cols-[12.5rem_minmax(0,1fr)] md:grid-rows-[auto_1fr]">
        <div className="contents md:sticky md:top-0 md:row-span-2 md:flex md:h-dvh md:flex-col md:border-r md:border-line md:bg-surface">
          <Navigation />
          <ConnectionFoot />
        </div>
        <TopBar isApple={isApple} />
        <main id="content" tabIndex={-1} className="order-3 w-full max-w-400 min-w-0 p-4 pb-20 outline-none md:pb-6">
          {children}
        </main>
      </div>
    </>
  );
}
