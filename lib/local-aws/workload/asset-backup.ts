import { type MachineScript, succeeds } from '../engine/task-script';
import { MEDIA } from '../places';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan } from './machine-plan';

const MINUTE_MS = 60_000;

function copyTo(name: string, region: string) {
  return {
    StartAt: name,
    States: {
      [name]: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:s3:copyObject',
        Parameters: { Bucket: `media-backup-${region}`, 'CopySource.$': '$.source', 'Key.$': '$.key' },
        ResultSelector: { 'etag.$': '$.CopyObjectResult.ETag' },
        End: true,
      },
    },
  };
}

const copied: MachineScript[string] = ({ random }) =>
  succeeds(random.latencyMs(3_800, 0.5), { CopyObjectResult: { ETag: `"${random.hex(32)}"` } });

/** A machine that nothing is wrong with. */
export const ASSET_BACKUP: MachinePlan = {
  name: 'asset-backup',
  place: MEDIA,
  type: 'STANDARD',
  definition: {
    Comment: 'Copies a finished asset to two other regions',
    StartAt: 'CopyAsset',
    States: {
      CopyAsset: {
        Type: 'Parallel',
        Branches: [copyTo('CopyToIreland', 'eu-west-1'), copyTo('CopyToOregon', 'us-west-2')],
        ResultPath: '$.copies',
        Next: 'VerifyCopies',
      },
      VerifyCopies: {
        Type: 'Task',
        Resource: lambdaArn('media-verify', MEDIA),
        Retry: [LAMBDA_SERVICE_RETRY],
        End: true,
      },
    },
  },
  script: {
    CopyToIreland: copied,
    CopyToOregon: copied,
    VerifyCopies: ({ random }) => succeeds(random.latencyMs(700), { equal: true }),
  },
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'media' },
  toStart: (random, nowMs) => {
    const key = `${new Date(nowMs).toISOString().slice(0, 10)}/${random.hex(8)}.mov`;
    return { name: `backup-${random.hex(10)}`, input: { source: `media-masters/${key}`, key } };
  },
  arrivals: [{ gapMs: (random) => random.gapMs(40 * MINUTE_MS) }],
};
