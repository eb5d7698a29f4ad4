import type { ReactNode } from 'react';
import { CodeText } from '@/components/ui/code-text';
import { CopyButton } from '@/components/ui/copy-button';

/** A shell command to copy. It wraps rather than scrolls, so that all of it can be read. */
export function CommandLine({
  command,
  label = 'Copy command',
}: {
  readonly command: string;
  readonly label?: string;
}): ReactNode {
  return (
    <div className="flex items-start gap-2 rounded-control border border-line bg-canvas p-1.5 pl-3">
      <code className="min-w-0 grow py-2 font-mono text-small">
        <span aria-hidden="true" className="mr-2 text-muted select-none">
          $
        </span>
        <CodeText text={command} />
      </code>
      <CopyButton text={command} label={label} isIconOnly />
    </div>
  );
}
