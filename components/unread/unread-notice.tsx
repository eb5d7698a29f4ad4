import { FileJson } from 'lucide-react';
import type { ReactNode } from 'react';
import { CommandLine } from '@/components/ui/command-line';
import { Notice } from '@/components/ui/notice';

/** Says on every list page that nothing was read, so that its emptiness is not taken for good news. */
export function UnreadNotice({ willShow }: { readonly willShow: string }): ReactNode {
  return (
    <Notice
      icon={<FileJson className="size-4.5" strokeWidth={1.75} />}
      title="This version does not read AWS"
      action={
        <div className="grid gap-1.5">
          <CommandLine command="npm run inspect -- FILE" />
          <p className="text-small text-muted">
            FILE is an answer of GetExecutionHistory or FilterLogEvents, or log lines as CloudWatch holds them.
          </p>
        </div>
      }
    >
      <p>
        {willShow} Nothing has been read yet, so this page says nothing about your executions, good or bad. What works
        now: recorded histories and logs, read from files and drawn as a timeline in the terminal.
      </p>
    </Notice>
  );
}
