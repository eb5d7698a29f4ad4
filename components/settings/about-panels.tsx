import type { ReactNode } from 'react';
import { Facts } from '@/components/ui/facts';
import { Panel } from '@/components/ui/panel';
import { decisionsPath } from '@/lib/client/paths';
import { RangeLink } from '@/lib/client/range-link';
import type { About } from '@/lib/contract/about';

/** What the running server is: its version, how it was started, and what it is built from. */
export function AboutPanels({ about }: { readonly about: About }): ReactNode {
  const mode = { local: 'Local: no login, this machine only' } as const satisfies Record<About['mode'], string>;
  return (
    <>
      <Panel
        title="This server"
        aside={
          <RangeLink path={decisionsPath()} className="text-accent hover:underline">
            Decisions made here
          </RangeLink>
        }
      >
        <Facts
          facts={[
            { label: 'Statelens', value: about.version },
            { label: 'Mode', value: mode[about.mode] },
            { label: 'Actions', value: about.readOnly ? 'Off (STATELENS_READ_ONLY)' : 'On: approvals can be answered' },
            { label: 'Address', value: about.bindAddress },
            { label: 'Data', value: about.dataDirectory, isCode: true },
            { label: 'Node.js', value: about.nodeVersion },
            { label: 'Licence', value: 'Apache-2.0' },
          ]}
        />
      </Panel>
      <Panel title="Built with">
        <table className="w-full border-collapse text-left">
          <caption className="sr-only">Packages, their versions and licences</caption>
          <thead>
            <tr className="h-8 border-b border-line text-small text-muted">
              <th scope="col" className="px-3 font-medium">
                Package
              </th>
              <th scope="col" className="px-3 font-medium">
                Version
              </th>
              <th scope="col" className="px-3 font-medium">
                Licence
              </th>
            </tr>
          </thead>
          <tbody>
            {about.packages.map(({ name, version, license }) => (
              <tr key={name} className="h-8 border-line not-first:border-t">
                <td className="px-3 [overflow-wrap:anywhere]">{name}</td>
                <td className="px-3 tabular-nums">{version}</td>
                <td className="px-3">{license}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Panel>
    </>
  );
}
