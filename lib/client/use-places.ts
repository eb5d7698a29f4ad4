'use client';

import { useQuery } from '@tanstack/react-query';
import { type PlaceWords, placeOf } from '@/lib/client/places';
import { connectionsQuery } from '@/lib/client/queries/connections-query';

type Places = {
  /** Whether there is more than one place, so that it has to be said of which something is. */
  readonly areMany: boolean;
  readonly of: (arn: string) => PlaceWords | null;
};

/** The account and region of what the page shows, by its ARN. */
export function usePlaces(): Places {
  const { data } = useQuery(connectionsQuery());
  const connections = data?.items ?? [];
  return { areMany: connections.length > 1, of: (arn) => placeOf(arn, connections) };
}
