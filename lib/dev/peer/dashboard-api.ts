/** What the dashboard's API answers at an address below `/api/v1`, checked against its contract. */
export async function readApi<Answer>(
  url: string,
  segments: readonly string[],
  { parse }: { readonly parse: (body: unknown) => Answer },
  query: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const path = segments.map(encodeURIComponent).join('/');
  const answer = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(query)}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return parse(await answer.json());
}
