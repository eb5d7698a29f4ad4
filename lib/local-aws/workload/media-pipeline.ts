import {
  fails,
  lambdaFails,
  type MachineScript,
  succeeds,
  type TaskBehaviour,
  type TaskCall,
} from '../engine/task-script';
import { isMap, textIn } from '../json-value';
import { MEDIA } from '../places';
import type { Random } from '../random';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan, type Start } from './machine-plan';

const MINUTE_MS = 60_000;

const ENCODE_ONE = {
  ProcessorConfig: { Mode: 'INLINE' },
  StartAt: 'EncodeRendition',
  States: {
    EncodeRendition: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: lambdaArn('media-encode:live', MEDIA),
        Payload: { 'assetId.$': '$.assetId', 'rendition.$': '$.rendition' },
      },
      ResultSelector: { 'key.$': '$.Payload.key', 'bytes.$': '$.Payload.bytes' },
      TimeoutSeconds: 120,
      Retry: [
        { ErrorEquals: ['Encode.SpotInterrupted'], IntervalSeconds: 3, MaxAttempts: 5, BackoffRate: 1.5 },
        {
          ErrorEquals: ['Lambda.TooManyRequestsException'],
          IntervalSeconds: 2,
          MaxAttempts: 6,
          BackoffRate: 2,
          MaxDelaySeconds: 20,
          JitterStrategy: 'FULL',
        },
        { ErrorEquals: ['States.Timeout'], IntervalSeconds: 5, MaxAttempts: 1 },
      ],
      End: true,
    },
  },
};

function node(action: 'startInstances' | 'stopInstances', next: string) {
  return {
    Type: 'Task',
    Resource: `arn:aws:states:::aws-sdk:ec2:${action}`,
    Parameters: { 'InstanceIds.$': 'States.Array($.instanceId)' },
    ResultPath: null,
    Retry: [{ ErrorEquals: ['Ec2.Ec2Exception'], IntervalSeconds: 20, MaxAttempts: 4, BackoffRate: 2 }],
    Next: next,
  };
}

/** One asset in forty sizes and codecs: rendered on an instance that is started for it, published through an API. */
const DEFINITION = {
  Comment: 'Encodes an asset in every rendition and publishes it',
  StartAt: 'ProbeSource',
  TimeoutSeconds: 7_200,
  States: {
    ProbeSource: {
      Type: 'Task',
      Resource: lambdaArn('media-probe', MEDIA),
      ResultPath: '$.source',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'StartRenderNode',
    },
    StartRenderNode: node('startInstances', 'WaitForNode'),
    WaitForNode: { Type: 'Wait', Seconds: 35, Next: 'EncodeRenditions' },
    EncodeRenditions: {
      Type: 'Map',
      ItemsPath: '$.renditions',
      MaxConcurrency: 8,
      ItemSelector: { 'assetId.$': '$.assetId', 'rendition.$': '$$.Map.Item.Value' },
      ItemProcessor: ENCODE_ONE,
      ResultPath: '$.encoded',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'StopNodeAfterFailure' }],
      Next: 'StopRenderNode',
    },
    StopRenderNode: node('stopInstances', 'PublishToCms'),
    PublishToCms: {
      Type: 'Task',
      Resource: 'arn:aws:states:::apigateway:invoke',
      Parameters: {
        ApiEndpoint: 'k3v9x1.execute-api.us-east-1.amazonaws.com',
        Method: 'PUT',
        Stage: 'prod',
        'Path.$': "States.Format('/assets/{}/renditions', $.assetId)",
        'RequestBody.$': '$.encoded',
        AuthType: 'IAM_ROLE',
      },
      ResultSelector: { 'status.$': '$.StatusCode' },
      ResultPath: '$.published',
      Retry: [
        { ErrorEquals: ['ApiGateway.503', 'ApiGateway.504'], IntervalSeconds: 4, MaxAttempts: 4, BackoffRate: 2 },
      ],
      Next: 'AssetPublished',
    },
    AssetPublished: { Type: 'Succeed' },
    StopNodeAfterFailure: node('stopInstances', 'AssetFailed'),
    AssetFailed: {
      Type: 'Fail',
      Error: 'Media.NotEncoded',
      Cause: 'A rendition could not be encoded; nothing of the asset was published.',
    },
  },
};

const SCRIPT: MachineScript = {
  ProbeSource: ({ random }) =>
    succeeds(random.latencyMs(2_400), { codec: 'prores', seconds: random.between(20, 900), width: 3840, height: 2160 }),
  StartRenderNode: ({ random }) =>
    random.chance(0.06)
      ? fails(
          random.latencyMs(700),
          'Ec2.Ec2Exception',
          'We currently do not have sufficient g5.2xlarge capacity in the Availability Zone you requested (us-east-1b). (Service: Ec2, Status Code: 500)',
        )
      : succeeds(random.latencyMs(900), { StartingInstances: [{ CurrentState: { Code: 0, Name: 'pending' } }] }),
  EncodeRendition: encode,
  StopRenderNode: stopped,
  StopNodeAfterFailure: stopped,
  PublishToCms: ({ random }) =>
    random.chance(0.05)
      ? fails(random.latencyMs(29_000, 0.05), 'ApiGateway.504', '{"message":"Endpoint request timed out"}')
      : succeeds(random.latencyMs(600), {
          Headers: { 'Content-Type': ['application/json'] },
          ResponseBody: { accepted: true },
          StatusCode: 200,
          StatusText: 'OK',
        }),
};

/** The spot market takes instances away, and the account's share of Lambda is tight: most items are tried again. */
export const MEDIA_PIPELINE: MachinePlan = {
  name: 'media-pipeline',
  place: MEDIA,
  type: 'STANDARD',
  definition: DEFINITION,
  script: SCRIPT,
  logs: { level: 'ALL', includeExecutionData: true, group: '/aws/vendedlogs/states/media-Logs' },
  tags: { team: 'media' },
  toStart,
  arrivals: [{ gapMs: (random) => random.gapMs(70 * MINUTE_MS) }],
};

function encode({ random, input }: TaskCall): TaskBehaviour {
  const rendition = renditionOf(input);
  if (random.chance(0.14)) {
    return lambdaFails(
      random.latencyMs(6_000),
      'Encode.SpotInterrupted',
      `${rendition}: the instance was reclaimed two minutes after notice`,
      ['at segment (/var/task/media-encode.js:201:9)'],
    );
  }
  if (random.chance(0.09)) {
    return fails(40, 'Lambda.TooManyRequestsException', 'Rate Exceeded. (Service: Lambda, Status Code: 429)');
  }
  if (random.chance(0.0012)) {
    return lambdaFails(
      random.latencyMs(4_000),
      'Encode.CorruptSource',
      `${rendition}: frame ${random.between(40, 9_000)} cannot be decoded`,
      ['at decode (/var/task/media-encode.js:88:15)'],
    );
  }
  return succeeds(random.latencyMs(14_000, 0.6), {
    key: `renditions/${rendition}.mp4`,
    bytes: random.between(900_000, 240_000_000),
  });
}

function stopped({ random }: TaskCall): TaskBehaviour {
  return succeeds(random.latencyMs(600), { StoppingInstances: [{ CurrentState: { Code: 64, Name: 'stopping' } }] });
}

function renditionOf(input: TaskCall['input']): string {
  const payload = isMap(input) ? input['Payload'] : undefined;
  return isMap(payload) ? (textIn(payload, 'rendition') ?? '') : '';
}

const CODECS = ['h264', 'h265', 'av1', 'vp9', 'prores'];
const SIZES = ['2160p', '1440p', '1080p', '720p', '540p', '480p', '360p', '240p'];
const RENDITIONS = CODECS.flatMap((codec) => SIZES.map((size) => `${codec}-${size}`));

function toStart(random: Random, nowMs: number): Start {
  const assetId = `${random.pick(['trailer', 'lookbook', 'howto', 'spin'])}-${random.hex(6)}`;
  return {
    name: `${assetId}-${new Date(nowMs).toISOString().slice(5, 16).replace(/\D/g, '')}`,
    input: {
      assetId,
      source: `s3://media-masters/${assetId}.mov`,
      instanceId: `i-0${random.hex(16)}`,
      renditions: RENDITIONS,
    },
  };
}
