import type { ReactNode } from 'react';

/** A text that keeps its lines; long ones scroll, also by keyboard. */
export function TextBox({ label, text }: { readonly label: string; readonly text: string }): ReactNode {
  return (
    <section
      aria-label={`${label}, text`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-control border border-line bg-canvas p-2"
    >
      <pre className="font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>
    </section>
  );
}
