import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashSources, isBuilt, removeBuildStamp, writeBuildStamp } from './build-stamp';

let root = '';

function put(file: string, text: string): void {
  mkdirSync(dirname(`${root}/${file}`), { recursive: true });
  writeFileSync(`${root}/${file}`, text);
}

beforeEach(() => {
  root = mkdtempSync(`${tmpdir()}/build-stamp-`);
  put('app/page.tsx', 'page');
  put('lib/domain/fold.ts', 'fold');
  put('package-lock.json', '{}');
  put('node_modules/next/package.json', '{"version":"1.0.0"}');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('hashSources', () => {
  it.each([
    ['a page', 'app/page.tsx'],
    ['a new module', 'lib/view/new.ts'],
    ['the lockfile', 'package-lock.json'],
    ['the configuration of Next', 'next.config.js'],
    ['the version of Next', 'node_modules/next/package.json'],
  ])('changes with %s', (_, file) => {
    const before = hashSources(root);
    put(file, 'changed');
    expect(hashSources(root)).not.toBe(before);
  });

  it.each([
    'lib/dev/start.ts',
    'lib/testing/corpus.ts',
    'lib/local-aws/server.ts',
    'lib/domain/fold.test.ts',
    'README.md',
  ])('stays the same when %s changes, which is not served', (file) => {
    const before = hashSources(root);
    put(file, 'changed');
    expect(hashSources(root)).toBe(before);
  });

  it('stays the same when a file is written again with the same contents', () => {
    const before = hashSources(root);
    put('app/page.tsx', 'page');
    expect(hashSources(root)).toBe(before);
  });

  it('tells a moved line from an unmoved one', () => {
    put('app/a.ts', 'xy');
    put('app/b.ts', '');
    const before = hashSources(root);
    put('app/a.ts', 'x');
    put('app/b.ts', 'y');
    expect(hashSources(root)).not.toBe(before);
  });
});

describe('isBuilt', () => {
  it('is true only after the build of the same sources has finished', () => {
    expect(isBuilt(root, 'one')).toBe(false);
    put('.next/BUILD_ID', 'id');
    expect(isBuilt(root, 'one')).toBe(false);
    writeBuildStamp(root, 'one');
    expect(isBuilt(root, 'one')).toBe(true);
    expect(isBuilt(root, 'two')).toBe(false);
  });

  it('is false while a build runs, so that one cut short does not look finished', () => {
    put('.next/BUILD_ID', 'id');
    writeBuildStamp(root, 'one');
    removeBuildStamp(root);
    expect(isBuilt(root, 'one')).toBe(false);
  });
});
