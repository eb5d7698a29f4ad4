'use client';

import Link from 'next/link';
import type { ComponentProps, ReactNode } from 'react';
import { useLinkQuery } from '@/lib/client/use-link-query';

type RangeLinkProps = Omit<ComponentProps<typeof Link>, 'href'> & { readonly path: string };

/** A link to another of our pages that keeps the time range and the connection. */
export function RangeLink({ path, ...rest }: RangeLinkProps): ReactNode {
  return <Link href={useLinkQuery().keepAll(path)} {...rest} />;
}
