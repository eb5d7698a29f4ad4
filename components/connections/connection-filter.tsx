'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { connectionWords } from '@/lib/client/places';
import { connectionsQuery } from '@/lib/client/queries/connections-query';
import { CONNECTION_FILTER } from '@/lib/client/scope';

/** A page of a list and an opened task belong to what was shown before. */
const BELONGS_TO_IT = { cursor: parseAsString, id: parseAsString };

/** Holds the page to one account and region. Nothing while there is one, unless the address names another. */
export function ConnectionFilter(): ReactNode {
  const { data } = useQuery(connectionsQuery());
  const [{ connection }, change] = useQueryStates({ ...CONNECTION_FILTER, ...BELONGS_TO_IT }, { history: 'replace' });
  const connections = data?.items ?? [];
  if (connections.length < 2 && connection === null) return null;
  const isKnown = connection === null || connections.some(({ name }) => name === connection);
  return (
    <select
      aria-label="Connection"
      value={connection ?? ''}
      onChange={({ target }) => void change({ connection: target.value || null, cursor: null, id: null })}
      className="h-8 max-w-full rounded-control border border-control bg-surface px-2"
    >
      <option value="">All connections</option>
      {isKnown ? null : <option value={connection}>{connection} (not read)</option>}
      {connections.map((each) => (
        <option key={each.name} value={each.name}>
          {connectionWords(each)}
        </option>
      ))}
    </select>
  );
}
