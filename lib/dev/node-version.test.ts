import { describe, expect, it } from 'vitest';
import { refuseNode } from './node-version.mjs';

describe('refuseNode', () => {
  it.each(['20.9.0', '20.9.1', '20.19.0', '22.0.0', '24.1.0-nightly'])(
    'lets Node %s run what needs 20.9.0',
    (found) => {
      expect(refuseNode(found, '20.9.0', 'Statelens')).toBeNull();
    },
  );

  it.each(['14.21.3', '18.20.8', '20.8.1', '9.11.2'])('refuses Node %s, naming both versions', (found) => {
    expect(refuseNode(found, '20.9.0', 'Statelens')).toContain(
      `Statelens needs Node 20.9.0 or newer; this is Node ${found}.`,
    );
  });
});
