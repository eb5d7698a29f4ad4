'use client';

import { useQuery } from '@tanstack/react-query';
import { parseAsString, useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { connectionWords } from '@/lib/client/places';
import { connectionsQuery } from '@/lib/client/queries/connections-query';

/** The choice, and what belongs to the choice before: a page of a list and an opened task. */
const CHOICE = { connection: parseAsString, cursor: parseAsString, id: parseAsString };

/** Holds the page to one account and region. Nothing while there is one, unless the address names another. */
export function ConnectionFilter(): ReactNode {
  const { data } = useQuery(connectionsQuery());
  const [{ connection }, change] = useQueryStates(CHOICE, { history: 'replace' });
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
