/** What the lookup asks of the machine. Each is one question, so that a test can answer it. */
export type BrowserProbes = {
  /** Where Playwright keeps the browser of its own version, whether or not it is there. */
  readonly playwrightPath: () => string;
  /** Paths where a system browser may be, the likeliest first. */
  readonly systemPaths: () => readonly string[];
  /** Whether a browser at this path starts: it exists and finds its libraries. */
  readonly starts: (path: string) => Promise<boolean>;
  /** Downloads Playwright's browser; false when that failed. */
  readonly downloadPlaywright: () => Promise<boolean>;
  /** Whether packages of the system may be installed: root, and apt is there. */
  readonly mayInstallPackages: () => boolean;
  /** Installs Chromium with the system's packages; false when that failed. */
  readonly installPackage: () => Promise<boolean>;
};

export type FoundBrowser =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'missing'; readonly message: string };

const MISSING =
  'No browser for the browser tests. Install Chromium or Chrome with your system, ' +
  'or run `npx playwright install --with-deps chromium`, then run the command again.';

/**
 * Finds a browser for the tests, installing one when there is none: the one Playwright has, else the system's, else
 * Playwright's download, else the system's package.
 */
export async function findBrowser(probes: BrowserProbes): Promise<FoundBrowser> {
  const present = await firstThatStarts([probes.playwrightPath(), ...probes.systemPaths()], probes);
  if (present !== null) return { kind: 'found', path: present };
  if (await probes.downloadPlaywright()) {
    const downloaded = await firstThatStarts([probes.playwrightPath()], probes);
    if (downloaded !== null) return { kind: 'found', path: downloaded };
  }
  if (probes.mayInstallPackages() && (await probes.installPackage())) {
    // The package also brings the libraries that a downloaded browser may have lacked.
    const installed = await firstThatStarts([...probes.systemPaths(), probes.playwrightPath()], probes);
    if (installed !== null) return { kind: 'found', path: installed };
  }
  return { kind: 'missing', message: MISSING };
}

async function firstThatStarts(paths: readonly string[], { starts }: BrowserProbes): Promise<string | null> {
  for (const path of paths) if (await starts(path)) return path;
  return null;
}
