import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** A route of the app as its folder names it: `/executions/[arn]`. */
export type AppRoute = { readonly kind: 'page' | 'route'; readonly template: string };

/** Every page and route handler below an `app` directory, sorted by template. Groups such as `(shell)` are no segment. */
export function listAppRoutes(appDirectory: string): readonly AppRoute[] {
  return readdirSync(appDirectory, { recursive: true, encoding: 'utf8' })
    .flatMap((file): readonly AppRoute[] => {
      const name = /(?:^|\/)(page|route)\.tsx?$/.exec(file)?.[1];
      if (name !== 'page' && name !== 'route') return [];
      const segments = dirname(file).split('/');
      const visible = segments.filter((segment) => segment !== '.' && !/^\(.*\)$/.test(segment));
      return [{ kind: name, template: `/${visible.join('/')}` }];
    })
    .sort((a, b) => a.template.localeCompare(b.template));
}
