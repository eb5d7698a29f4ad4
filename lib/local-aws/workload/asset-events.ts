import { lambdaFails, type MachineScript, succeeds } from '../engine/task-script';
import { MEDIA } from '../places';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan } from './machine-plan';

const SCRIPT: MachineScript = {
  ReadManifest: ({ random }) => {
    if (random.chance(0.015)) {
      return lambdaFails(
        random.latencyMs(60),
        'Manifest.Invalid',
        'the manifest names a rendition that does not exist',
        ['at validate (/var/task/assets-manifest.js:39:11)'],
      );
    }
    return succeeds(random.latencyMs(70), { renditions: random.between(1, 40) });
  },
  PurgeCache: ({ random }) => {
    if (random.chance(0.006)) {
      return lambdaFails(2_500, 'Cdn.PurgeTimeout', 'no answer from the purge API within 2500 ms', [
        'at purge (/var/task/assets-purge.js:21:9)',
      ]);
    }
    return succeeds(random.latencyMs(180, 0.5), { purged: true });
  },
};

/** An Express machine that logs at ERROR: of what went well nothing is known, not even that it was. */
export const ASSET_EVENTS: MachinePlan = {
  name: 'asset-events',
  place: MEDIA,
  type: 'EXPRESS',
  definition: {
    Comment: 'Takes notice of changed assets',
    StartAt: 'ReadManifest',
    States: {
      ReadManifest: {
        Type: 'Task',
        Resource: lambdaArn('assets-manifest', MEDIA),
        Retry: [LAMBDA_SERVICE_RETRY],
        Next: 'PurgeCache',
      },
      PurgeCache: {
        Type: 'Task',
        Resource: lambdaArn('assets-purge', MEDIA),
        Retry: [LAMBDA_SERVICE_RETRY],
        End: true,
      },
    },
  },
  script: SCRIPT,
  // One group for the machines of the media: lines of several are told apart by the execution they name.
  logs: { level: 'ERROR', includeExecutionData: true, group: '/aws/vendedlogs/states/media-Logs' },
  tags: { team: 'media' },
  toStart: (random) => ({ name: `asset-${random.hex(10)}`, input: { assetId: `a-${random.hex(6)}` } }),
  arrivals: [{ gapMs: (random) => random.gapMs(1_000), sinceMs: 2 * 3_600_000 }],
};
