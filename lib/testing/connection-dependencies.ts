import type { FakeAws } from './fake-aws';
import type { MemoryIndex } from './memory-index';
import type { VirtualClock } from './virtual-clock';

/** What reading the one connection of a fake AWS needs, without a log and a catalogue; each batch is written by itself. */
export function connectionDependencies(aws: FakeAws, index: MemoryIndex, clock: VirtualClock) {
  const [connection] = aws.list();
  if (connection === undefined) throw new Error('there is no connection');
  const apply: MemoryIndex['apply'] = (batch) => index.apply(batch);
  return {
    index,
    apply,
    clock,
    keepMs: Number.POSITIVE_INFINITY,
    connection,
    signal: new AbortController().signal,
  };
}
