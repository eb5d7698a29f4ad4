'use client';

import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { withQuery } from '@/lib/client/paths';
import { useTimeRange } from '@/lib/client/time-range-state';

type RangeLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & { readonly path: string };

/** A link to another of our pages that keeps the time range. */
export function RangeLink({ path, ...rest }: RangeLinkProps): ReactNode {
  const { query } = useTimeRange();
  return <Link href={withQuery(path, query)} {...rest} />;
}
