'use client';

import { useQuery } from '@tanstack/react-query';
import { type PlaceWords, placeOf } from '@/lib/client/places';
import { connectionsQuery } from '@/lib/client/queries/connections-query';

/** Null where there is one connection: then it need not be said of which account and region something is. */
type Places = { readonly of: (arn: string) => PlaceWords | null };

/** The account and region of what the page shows, by its ARN. */
export function usePlaces(): Places {
  const { data } = useQuery(connectionsQuery());
  const connections = data?.items ?? [];
  return { of: (arn) => placeOf(arn, connections) };
}
