import type { ReactNode } from 'react';

type TextBoxProps = {
  readonly label: string;
  readonly text: string;
  /** Where what follows it must stay in sight: it scrolls sooner. */
  readonly isShort?: boolean;
};

/** A text that keeps its lines; long ones scroll, also by keyboard. */
export function TextBox({ label, text, isShort = false }: TextBoxProps): ReactNode {
  return (
    <section
      aria-label={`${label}, text`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className={`overflow-auto rounded-control border border-line bg-canvas p-2 ${isShort ? 'max-h-60' : 'max-h-[max(24rem,calc(100dvh-24rem))]'}`}
    >
      <pre className="font-mono text-small whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</pre>
    </section>
  );
}
