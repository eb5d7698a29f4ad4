'use client';

import type { ReactNode } from 'react';
import './globals.css';

type GlobalErrorProps = { readonly retry: () => void };

/** Shown when even the shell could not be made. It follows the system's theme, because nothing else is known. */
export default function GlobalError({ retry }: GlobalErrorProps): ReactNode {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>Statelens could not start this page</title>
        <main className="mx-auto grid max-w-160 gap-3 p-6">
          <h1 className="text-title font-semibold">Statelens could not start this page</h1>
          <p className="text-muted">
            The fault is here, not in your executions. The server’s log holds the cause. Load the page again; if it
            stays, restart the server.
          </p>
          <div>
            <button type="button" onClick={retry} className="h-8 rounded-control bg-accent px-2.5 text-on-fill">
              Try again
            </button>
          </div>
        </main>
      </body>
    </html>
  );
}
