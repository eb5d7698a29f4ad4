import type { ServerResponse } from 'node:http';
import { isJsonObject } from '@/lib/base/json';
import { startWire, type WireAnswer, type WireCall } from '@/lib/testing/aws-over-http';

const MACHINE_ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:catalogue-import';
const LAMBDA_ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:import';
export const EXECUTION_ARN = MACHINE_ARN.replace(':stateMachine:', ':execution:').concat(':large');

/** What AWS allows a payload to have (256 KiB). */
export const PAYLOAD_BYTES = 262_144;

const EVENTS_PER_VISIT = 5;
/** Entered and exited, four times over: with them the count of events is a multiple of five. */
const EVENTS_OF_PASSES = 8;

/** Calls of `GetExecutionHistory` that asked for data: how many events each answer held, and how many ran at once. */
export type Asked = { readonly mostEvents: number; readonly mostAtOnce: number; readonly calls: number };

type Details = Readonly<Record<string, unknown>>;
type LargeEvent = { readonly type: string; readonly member: string; readonly details: Details; readonly data: string };

/** One execution whose every event that can carry a payload carries the largest one. Nothing of it is in memory. */
export async function serveLargeHistory(eventCount: number, endedAtMs: number) {
  const history = new LargeHistory(eventCount, endedAtMs);
  const wire = await startWire((call) => history.answer(call));
  return { endpoint: wire.url, stop: wire.stop, asked: () => history.asked };
}

class LargeHistory {
  readonly #eventCount: number;
  readonly #startedAtMs: number;
  #calls = 0;
  #atOnce = 0;
  #mostAtOnce = 0;
  #mostEvents = 0;

  constructor(eventCount: number, endedAtMs: number) {
    if (eventCount % EVENTS_PER_VISIT !== 0) throw new Error(`${eventCount} events are no multiple of five`);
    this.#eventCount = eventCount;
    this.#startedAtMs = endedAtMs - eventCount * 100;
  }

  get asked(): Asked {
    return { mostEvents: this.#mostEvents, mostAtOnce: this.#mostAtOnce, calls: this.#calls };
  }

  answer({ operation, input }: WireCall): WireAnswer {
    const asked = isJsonObject(input) ? input : {};
    switch (operation) {
      case 'ListStateMachines':
        return { body: { stateMachines: [{ ...this.#machine(), stateMachineArn: MACHINE_ARN }] } };
      case 'DescribeStateMachine':
        return { body: { ...this.#machine(), ...definition(), stateMachineArn: MACHINE_ARN, status: 'ACTIVE' } };
      case 'DescribeStateMachineForExecution':
        return { body: { ...definition(), stateMachineArn: MACHINE_ARN, updateDate: this.#seconds(0) } };
      case 'ListExecutions':
        return { body: { executions: asked['statusFilter'] === 'RUNNING' ? [] : [this.#execution()] } };
      case 'DescribeExecution':
        return { body: { ...this.#execution(), ...this.#inputAndOutput(asked['includedData'] !== 'METADATA_ONLY') } };
      case 'GetExecutionHistory':
        return { respond: (_, response) => this.#respond(asked, response) };
      default:
        return { error: 'AccessDeniedException' };
    }
  }

  #machine() {
    const [, name = ''] = /:([^:]+)$/.exec(MACHINE_ARN) ?? [];
    return {
      name,
      type: 'STANDARD',
      creationDate: this.#seconds(-86_400_000),
      roleArn: 'arn:aws:iam::123456789012:role/r',
    };
  }

  #execution() {
    return {
      executionArn: EXECUTION_ARN,
      stateMachineArn: MACHINE_ARN,
      name: 'large',
      status: 'SUCCEEDED',
      startDate: this.#seconds(1),
      stopDate: this.#seconds(this.#eventCount),
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    };
  }

  #inputAndOutput(isWanted: boolean) {
    return isWanted ? { input: payloadOf(1), output: payloadOf(this.#eventCount) } : {};
  }

  /** Event 1 is at the start, each following a tenth of a second later. Epoch seconds, as on the wire. */
  #seconds(id: number): number {
    return (this.#startedAtMs + id * 100) / 1_000;
  }

  #respond(asked: Details, response: ServerResponse): void {
    const hasData = asked['includeExecutionData'] !== false;
    const limit = Number(asked['maxResults'] ?? 100);
    const isReverse = asked['reverseOrder'] === true;
    const from = asked['nextToken'] === undefined ? 0 : Number(asked['nextToken']);
    const places = Array.from({ length: Math.min(limit, this.#eventCount - from) }, (_, index) => from + index);
    const ids = places.map((place) => (isReverse ? this.#eventCount - place : place + 1));
    const next = from + limit < this.#eventCount ? `,"nextToken":"${from + limit}"` : '';
    if (hasData) {
      this.#calls += 1;
      this.#atOnce += 1;
      this.#mostAtOnce = Math.max(this.#mostAtOnce, this.#atOnce);
      this.#mostEvents = Math.max(this.#mostEvents, ids.length);
      response.once('close', () => {
        this.#atOnce -= 1;
      });
    }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'request-1' });
    response.end(`{"events":[${ids.map((id) => this.#eventText(id, hasData)).join(',')}]${next}}`);
  }

  #eventText(id: number, hasData: boolean): string {
    const { type, member, details, data } = this.#eventAt(id);
    const head = JSON.stringify({ id, previousEventId: id - 1, timestamp: this.#seconds(id), type }).slice(0, -1);
    const named = JSON.stringify(details).slice(1, -1);
    const payload = hasData && data !== '' ? `"${data}":${escapedPayloadOf(id)}` : '';
    return member === ''
      ? `${head}}`
      : `${head},"${member}":{${[named, payload].filter((part) => part !== '').join(',')}}}`;
  }

  #eventAt(id: number): LargeEvent {
    const passesFrom = this.#eventCount - EVENTS_OF_PASSES;
    if (id === 1) return event('ExecutionStarted', 'executionStartedEventDetails', {}, 'input');
    if (id === this.#eventCount) return event('ExecutionSucceeded', 'executionSucceededEventDetails', {}, 'output');
    if (id >= passesFrom) {
      return (id - passesFrom) % 2 === 0
        ? event('PassStateEntered', 'stateEnteredEventDetails', { name: 'Next' }, 'input')
        : event('PassStateExited', 'stateExitedEventDetails', { name: 'Next' }, 'output');
    }
    return EVENTS_OF_VISIT[(id - 2) % EVENTS_PER_VISIT] ?? event('TaskStateExited', '', {}, '');
  }
}

function event(type: string, member: string, details: Details, data: string): LargeEvent {
  return { type, member, details, data };
}

const EVENTS_OF_VISIT = [
  event('TaskStateEntered', 'stateEnteredEventDetails', { name: 'Import' }, 'input'),
  event('LambdaFunctionScheduled', 'lambdaFunctionScheduledEventDetails', { resource: LAMBDA_ARN }, 'input'),
  event('LambdaFunctionStarted', '', {}, ''),
  event('LambdaFunctionSucceeded', 'lambdaFunctionSucceededEventDetails', {}, 'output'),
  event('TaskStateExited', 'stateExitedEventDetails', { name: 'Import' }, 'output'),
];

function definition() {
  const states = {
    Import: { Type: 'Task', Resource: LAMBDA_ARN, Next: 'Next' },
    Next: { Type: 'Pass', Next: 'More' },
    More: { Type: 'Choice', Choices: [{ Variable: '$.more', BooleanEquals: true, Next: 'Import' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  };
  return { definition: JSON.stringify({ StartAt: 'Import', States: states }) };
}

const ITEM = '{"sku":"KB-7731","title":"Keyboard, compact \u2013 grey","quantity":2,"tags":["office","usb"]},';
const ITEMS = ITEM.repeat(Math.floor((PAYLOAD_BYTES - 100) / Buffer.byteLength(ITEM)));
/** Made once: an escaped payload is wanted hundreds of thousands of times. */
const ESCAPED_ITEMS = JSON.stringify(ITEMS).slice(1, -1);

/** A payload as services pass them: JSON, of the full size, and of no other event. */
export function payloadOf(id: number): string {
  return `${payloadHead(id)}${ITEMS}${payloadEnd(id)}`;
}

/** The same as it stands in a JSON text. */
function escapedPayloadOf(id: number): string {
  return `"${JSON.stringify(payloadHead(id)).slice(1, -1)}${ESCAPED_ITEMS}${payloadEnd(id)}"`;
}

function payloadHead(id: number): string {
  return `{"event":${id},"items":[`;
}

function payloadEnd(id: number): string {
  return '0]}'.padStart(PAYLOAD_BYTES - payloadHead(id).length - Buffer.byteLength(ITEMS));
}
