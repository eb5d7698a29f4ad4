import type { ComponentPropsWithRef, ReactNode } from 'react';

const LOOKS = {
  outline: 'border border-control bg-surface hover:bg-canvas',
  filled: 'border border-transparent bg-accent text-on-fill hover:opacity-90',
  /** For a decision: it does something to AWS. */
  approve: 'border border-transparent bg-succeeded-text font-medium text-on-fill hover:opacity-90',
  reject: 'border border-failed-text text-failed-text hover:bg-failed-soft',
  quiet: 'border border-transparent text-muted hover:bg-canvas hover:text-text',
} as const;

type ButtonProps = ComponentPropsWithRef<'button'> & {
  readonly look?: keyof typeof LOOKS;
  /** Square, with an icon alone; its name is then in `aria-label`. */
  readonly isIcon?: boolean;
};

/** A button 32 px high. */
export function Button({
  look = 'outline',
  isIcon = false,
  className = '',
  type = 'button',
  ...rest
}: ButtonProps): ReactNode {
  const shape = isIcon ? 'w-8 justify-center' : 'gap-2 px-2.5';
  return (
    <button
      type={type}
      className={`inline-flex h-8 items-center rounded-control disabled:opacity-50 ${shape} ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
