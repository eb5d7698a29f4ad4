import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateStateMachineCommand,
  type CreateStateMachineInput,
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';
const CREDENTIALS = { accessKeyId: 'peer', secretAccessKey: 'peer' };
const ROLE = `arn:aws:iam::${ACCOUNT}:role/peer`;

/** A service that stands in for AWS, as this test speaks to it: by the SDK, past the dashboard. */
export class PeerAws {
  /** What the dashboard has to be told to read it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #endpoint: string;
  readonly #states: SFNClient;
  readonly #logs: CloudWatchLogsClient;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    const settings = { endpoint, region: REGION, credentials: CREDENTIALS };
    this.#states = new SFNClient(settings);
    this.#logs = new CloudWatchLogsClient(settings);
    this.environment = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      STATELENS_AWS_SHARE: 'off',
    };
  }

  /** Makes a queue and answers its URL. One call is no reason for another package: it is spoken by its wire protocol. */
  async createQueue(name: string): Promise<string> {
    const answer = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AmazonSQS.CreateQueue',
        // Emulators find the service and the region in it and look at no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=${CREDENTIALS.accessKeyId}/20260101/${REGION}/sqs/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ QueueName: name }),
    });
    const made: { readonly QueueUrl?: unknown } = await answer.json();
    if (typeof made.QueueUrl !== 'string') throw new Error(`CreateQueue: ${answer.status}`);
    return made.QueueUrl;
  }

  async createMachine(
    name: string,
    definition: object,
    settings: Pick<CreateStateMachineInput, 'type' | 'loggingConfiguration'> = {},
  ): Promise<string> {
    const input = { name, definition: JSON.stringify(definition), roleArn: ROLE, ...settings };
    const { stateMachineArn } = await this.#states.send(new CreateStateMachineCommand(input));
    return required(stateMachineArn, 'stateMachineArn');
  }

  async createExpressMachine(name: string, definition: object, logGroupName: string): Promise<string> {
    const logGroupArn = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${logGroupName}:*`;
    return this.createMachine(name, definition, {
      type: 'EXPRESS',
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
      },
    });
  }

  async start(stateMachineArn: string, name: string, input: object): Promise<string> {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    return required((await this.#states.send(command)).executionArn, 'executionArn');
  }

  describe(executionArn: string): Promise<DescribeExecutionOutput> {
    return this.#states.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** Names of the states that an execution has entered, in order. */
  async statesOf(executionArn: string): Promise<readonly string[]> {
    const { events = [] } = await this.#states.send(new GetExecutionHistoryCommand({ executionArn }));
    return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  /** The parameters with which a task was scheduled, as nobody else gets to see them: the token is in them. */
  async parametersOf(executionArn: string, state: string): Promise<string> {
    const { events = [] } = await this.#states.send(new GetExecutionHistoryCommand({ executionArn }));
    const entered = events.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state)?.id;
    const scheduled = events.find((event) => event.type === 'TaskScheduled' && event.previousEventId === entered);
    return required(scheduled?.taskScheduledEventDetails?.parameters, `parameters of ${state}`);
  }

  async putLines(logGroupName: string, lines: readonly { readonly atMs: number; readonly message: string }[]) {
    const logStreamName = 'states/peer/00000000';
    await this.#logs.send(new CreateLogGroupCommand({ logGroupName }));
    await this.#logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = lines.map(({ atMs, message }) => ({ timestamp: atMs, message }));
    await this.#logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  close(): void {
    this.#states.destroy();
    this.#logs.destroy();
  }
}

function required<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`the peer answered without ${what}`);
  return value;
}
