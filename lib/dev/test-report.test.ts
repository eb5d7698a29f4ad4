import { describe, expect, it } from 'vitest';
import { crashedRun, readPlaywrightReport, readUnitReport, summaryLine } from './test-report';

describe('summaryLine', () => {
  it('adds up every report', () => {
    const unit = { passed: 10, failed: [], skipped: [{ name: 'a', reason: 'b' }] };
    const browser = { passed: 3, failed: ['c', 'd'], skipped: [] };
    expect(summaryLine([unit, browser])).toBe('13 passed, 2 failed, 1 skipped');
  });

  it('counts a run that died as one failure', () => {
    expect(summaryLine([crashedRun('browser tests')])).toBe('0 passed, 1 failed, 0 skipped');
  });
});

describe('readUnitReport', () => {
  it('reads counts, names and reasons', () => {
    const json = { passed: 2, failed: ['x'], skipped: [{ name: 'y', reason: 'no corpus' }, { name: 'z' }] };
    expect(readUnitReport(json, 1)).toEqual({
      passed: 2,
      failed: ['x'],
      skipped: [
        { name: 'y', reason: 'no corpus' },
        { name: 'z', reason: 'no reason given' },
      ],
    });
  });

  it('adds a failure when the run exited with an error but counted none', () => {
    expect(readUnitReport({ passed: 2, failed: [], skipped: [] }, 1)?.failed).toEqual([
      'unit tests ended with exit code 1',
    ]);
  });

  it.each([null, [], 'text', { failed: [] }])('refuses what is not a report: %j', (json) => {
    expect(readUnitReport(json, 0)).toBeNull();
  });
});

describe('readPlaywrightReport', () => {
  const spec = (title: string, status: string, annotations: readonly object[] = []): object => ({
    title,
    tests: [{ projectName: '', status, annotations }],
  });

  it('counts every nested test once, with the reason of each skip', () => {
    const json = {
      suites: [
        {
          title: 'shell.spec.ts',
          specs: [spec('opens', 'expected'), spec('closes', 'unexpected')],
          suites: [
            {
              title: 'dark',
              specs: [spec('is dark', 'flaky'), spec('later', 'skipped', [{ type: 'skip', description: 'not yet' }])],
            },
          ],
        },
      ],
      errors: [],
    };
    expect(readPlaywrightReport(json, 1)).toEqual({
      passed: 2,
      failed: ['shell.spec.ts › closes'],
      skipped: [{ name: 'shell.spec.ts › dark › later', reason: 'not yet' }],
    });
  });

  it('counts an error outside any test, such as a server that did not start', () => {
    const json = { suites: [], errors: [{ message: 'Process from config.webServer exited early.\nstack' }] };
    expect(readPlaywrightReport(json, 1)?.failed).toEqual([
      'outside a test: Process from config.webServer exited early.',
    ]);
  });

  it('counts each project of a test apart', () => {
    const tests = ['light', 'dark'].map((projectName) => ({ projectName, status: 'unexpected', annotations: [] }));
    const json = { suites: [{ title: 'a.spec.ts', specs: [{ title: 'b', tests }] }] };
    expect(readPlaywrightReport(json, 1)?.failed).toEqual(['[light] a.spec.ts › b', '[dark] a.spec.ts › b']);
  });

  it('refuses what is not a report', () => {
    expect(readPlaywrightReport({ stats: {} }, 0)).toBeNull();
  });
});
