import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type ColourVision, contrast, difference, parseHex, seenWith } from './colour-science';

const THEMES = ['light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const STATUSES = ['succeeded', 'failed', 'timed-out', 'aborted', 'running', 'redrive', 'waiting', 'caught'] as const;
const RAMPS = ['heat', 'pace'] as const;
const VISIONS: readonly ColourVision[] = ['normal', 'protan', 'deutan', 'tritan'];

const css = readFileSync(fileURLToPath(new URL('./globals.css', import.meta.url)), 'utf8');
const tokens = new Map(
  [...css.matchAll(/^ {2}--([a-z0-9-]+): light-dark\((#[0-9a-f]{6,8}), (#[0-9a-f]{6,8})\);$/gm)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }] as const,
  ),
);

function colour(name: string, theme: Theme): string {
  const token = tokens.get(name);
  if (token === undefined) throw new Error(`globals.css has no token --${name}`);
  return token[theme];
}

type Pair = { readonly theme: Theme; readonly front: string; readonly back: string; readonly least: number };

function textPairs(theme: Theme): readonly Pair[] {
  const onGrounds = ['text', 'muted', 'accent'].flatMap((front) =>
    ['surface', 'canvas', 'selection'].map((back) => ({ theme, front, back, least: 4.5 })),
  );
  const statuses = STATUSES.flatMap((status) => [
    ...['surface', 'canvas', 'selection', `${status}-soft`].map((back) => ({
      theme,
      front: `${status}-text`,
      back,
      least: 4.5,
    })),
    { theme, front: 'on-fill', back: `${status}-text`, least: 4.5 },
  ]);
  const ramps = RAMPS.flatMap((ramp) =>
    [1, 2, 3, 4, 5, 6].map((bin) => ({
      theme,
      front: bin <= 4 ? 'on-low' : 'on-high',
      back: `${ramp}-${bin}`,
      least: 4.5,
    })),
  );
  return [...onGrounds, ...statuses, ...ramps, { theme, front: 'on-fill', back: 'accent', least: 4.5 }];
}

function shapePairs(theme: Theme): readonly Pair[] {
  const solids = STATUSES.map((status) => ({ theme, front: `${status}-solid`, back: 'surface', least: 3 }));
  const controls = ['surface', 'canvas'].map((back) => ({ theme, front: 'control', back, least: 3 }));
  const focus = ['surface', 'canvas', 'selection'].map((back) => ({ theme, front: 'accent', back, least: 3 }));
  return [...solids, ...controls, ...focus];
}

function measured({ theme, front, back, least }: Pair): string | null {
  const ratio = contrast(parseHex(colour(front, theme)), parseHex(colour(back, theme)));
  return ratio >= least ? null : `${theme}: ${front} on ${back} is ${ratio.toFixed(2)}, not ${least}`;
}

describe('design tokens', () => {
  test('words have contrast 4.5 on every ground they stand on, shapes and borders 3', () => {
    const pairs = THEMES.flatMap((theme) => [...textPairs(theme), ...shapePairs(theme)]);
    const tooWeak = pairs.map(measured).filter((line) => line !== null);
    process.stdout.write(`${pairs.length} colour pairs checked for contrast, ${tooWeak.length} too weak\n`);
    expect(tooWeak).toEqual([]);
  });

  test('statuses stay apart under normal and all three kinds of colour-deficient vision (ΔE2000 ≥ 10)', () => {
    const tooClose: string[] = [];
    let count = 0;
    for (const theme of THEMES) {
      for (const vision of VISIONS) {
        STATUSES.forEach((first, index) => {
          for (const second of STATUSES.slice(index + 1)) {
            const [a, b] = [first, second].map((name) => seenWith(vision, parseHex(colour(`${name}-solid`, theme))));
            if (a === undefined || b === undefined) throw new Error('two colours make a pair');
            const delta = difference(a, b);
            count += 1;
            if (delta < 10) tooClose.push(`${theme}, ${vision}: ${first} and ${second} differ by ${delta.toFixed(1)}`);
          }
        });
      }
    }
    process.stdout.write(`${count} status pairs checked for colour vision, ${tooClose.length} too close\n`);
    expect(tooClose).toEqual([]);
  });

  test('every colour Tailwind offers is one of the tokens', () => {
    const offered = [...css.matchAll(/--color-([a-z0-9-]+): var\(--([a-z0-9-]+)\);/g)].map(([, name, token]) => [
      name,
      token,
    ]);
    expect(offered.map(([name]) => name).toSorted()).toEqual([...tokens.keys()].toSorted());
    expect(offered.every(([name, token]) => name === token)).toBe(true);
  });
});
