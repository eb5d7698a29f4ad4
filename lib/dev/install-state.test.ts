import { describe, expect, it } from 'vitest';
import { decideInstall, explainNpmFailure, fitsLock } from './install-state.mjs';

const wanted = { lock: 'aaa', nodeMajor: 20, platform: 'linux-x64' };
const state = { wanted, stamp: wanted, exists: true, missing: [], fitsLock: () => false };

describe('decideInstall', () => {
  it('installs nothing when the stamp says what is wanted', () => {
    expect(decideInstall(state)).toEqual({ kind: 'ready' });
  });

  it.each([
    ['there is no node_modules', { exists: false, stamp: null }, 'first run'],
    ['a package was deleted', { missing: ['next'] }, 'next is missing'],
    ['the last installation was cut short', { stamp: null }, 'the last installation did not finish'],
    ['the lockfile has changed', { stamp: { ...wanted, lock: 'bbb' } }, 'package-lock.json has changed'],
    ['Node has changed', { stamp: { ...wanted, nodeMajor: 22 } }, 'they were installed for Node 22 on linux-x64'],
    [
      'the folder came from another machine',
      { stamp: { ...wanted, platform: 'darwin-arm64' }, fitsLock: () => true },
      'they were installed for Node 20 on darwin-arm64',
    ],
  ])('installs when %s', (_, change, reason) => {
    expect(decideInstall({ ...state, ...change })).toEqual({ kind: 'install', reason });
  });

  it.each([
    ['without a stamp', null],
    ['with the stamp of an older lockfile', { ...wanted, lock: 'bbb' }],
  ])('keeps what a person installed with npm, %s', (_, stamp) => {
    expect(decideInstall({ ...state, stamp, fitsLock: () => true })).toEqual({ kind: 'adopt' });
  });
});

describe('fitsLock', () => {
  const machine = { os: 'linux', cpu: 'x64' };
  const plain = { version: '1.0.0', integrity: 'sha512-a' };
  const forMac = { version: '1.0.0', integrity: 'sha512-m', optional: true, os: ['darwin'], cpu: ['arm64'] };
  const notForWindows = { version: '1.0.0', integrity: 'sha512-w', optional: true, os: ['!win32'] };
  const lock = {
    packages: { '': {}, 'node_modules/a': plain, 'node_modules/mac': forMac, 'node_modules/w': notForWindows },
  };

  it('accepts a folder without the optional packages of other machines', () => {
    const packages = { 'node_modules/a': plain, 'node_modules/w': notForWindows };
    expect(fitsLock(lock, { packages }, machine)).toBe(true);
  });

  it.each([
    ['lacks a package', {}],
    ['has another version', { 'node_modules/a': { ...plain, version: '2.0.0' } }],
    ['has other contents under the same version', { 'node_modules/a': { ...plain, integrity: 'sha512-b' } }],
    ['holds a package for another machine', { 'node_modules/a': plain, 'node_modules/mac': forMac }],
  ])('refuses a folder that %s', (_, packages) => {
    expect(fitsLock(lock, { packages }, machine)).toBe(false);
  });
});

describe('explainNpmFailure', () => {
  it('says that the network is the trouble, without stack or log path', () => {
    const output =
      'npm error code ENOTFOUND\nnpm error request to https://packages.example/zod failed\nnpm error A complete log of this run can be found in: /root/x.log\n';
    expect(explainNpmFailure(output)).toBe(
      'the package registry cannot be reached (ENOTFOUND). Check the network or proxy settings, then run the command again.',
    );
  });

  it("keeps npm's own lines for any other failure, without decoration and log path", () => {
    const output =
      'npm error code EINTEGRITY\nnpm error sha512-a integrity checksum failed\nnpm error\nnpm error A complete log of this run can be found in: /root/x.log\n';
    expect(explainNpmFailure(output)).toBe('code EINTEGRITY\n  sha512-a integrity checksum failed');
  });

  it('names what to run when npm said nothing', () => {
    expect(explainNpmFailure('')).toContain('npm ci');
  });
});
