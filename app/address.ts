/** The query of a page as Next hands it over. */
export type SearchValues = Promise<Readonly<Record<string, string | readonly string[] | undefined>>>;

/** The query as the browser sees it, for what reads addresses on both sides. */
export async function toAddress(values: SearchValues): Promise<URLSearchParams> {
  const pairs = Object.entries(await values).flatMap(([name, value]) =>
    value === undefined ? [] : typeof value === 'string' ? [[name, value]] : value.map((item) => [name, item]),
  );
  return new URLSearchParams(pairs);
}
