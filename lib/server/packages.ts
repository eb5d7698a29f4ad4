import 'server-only';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackageFact } from '@/lib/contract/about';

const productManifest = z.object({ version: z.string(), dependencies: z.record(z.string(), z.string()) });
const packageManifest = z.object({ version: z.string(), license: z.string() });

/** What is running: the version of the product, and its direct runtime packages as they are installed, by name. */
export type InstalledProduct = { readonly version: string; readonly packages: readonly PackageFact[] };

/** Reads the manifests below `root`, the directory that holds our `package.json` and `node_modules`. */
export function readInstalledProduct(root: string): InstalledProduct {
  const { version, dependencies } = productManifest.parse(readJson(join(root, 'package.json')));
  const packages = Object.keys(dependencies)
    .sort()
    .map((name) => ({ name, ...packageManifest.parse(readJson(join(root, 'node_modules', name, 'package.json'))) }));
  return { version, packages };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
