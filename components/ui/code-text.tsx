import type { ReactNode } from 'react';

/**
 * A command or an ARN that wraps where its parts meet (after a space, `:` or `/`) and not at hyphens, where an option
 * or a region would be torn apart. Selected and copied, it is the text as given.
 */
export function CodeText({ text }: { readonly text: string }): ReactNode {
  let end = 0;
  return text.split(/(?<=[ :/])/).map((part) => {
    end += part.length;
    return (
      <span key={end} className="inline-block max-w-full whitespace-pre-wrap [overflow-wrap:anywhere]">
        {part}
      </span>
    );
  });
}
