import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readInstalledProduct } from './packages';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('readInstalledProduct', () => {
  it('names every direct runtime package with the version and licence that is installed', () => {
    const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
    const product = readInstalledProduct(root);
    expect(product.version).toBe(manifest.version);
    // Versions are exact in package.json, so what is installed must be what is asked for.
    const installed = Object.fromEntries(product.packages.map(({ name, version }) => [name, version]));
    expect(installed).toEqual(manifest.dependencies);
    for (const { name, license } of product.packages) expect(license, name).toMatch(/^[A-Za-z0-9.() -]+$/);
  });

  it('stays under the limit of direct runtime packages (P)', () => {
    expect(readInstalledProduct(root).packages.length).toBeLessThanOrEqual(25);
  });
});
