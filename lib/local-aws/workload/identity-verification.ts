import { lambdaFails, type MachineScript, succeeds } from '../engine/task-script';
import { SHOP } from '../places';
import { LAMBDA_SERVICE_RETRY, lambdaArn, type MachinePlan } from './machine-plan';

function branch(name: string, functionName: string) {
  return {
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: lambdaArn(functionName), Retry: [LAMBDA_SERVICE_RETRY], End: true } },
  };
}

const SCRIPT: MachineScript = {
  ReadDocument: ({ random }) =>
    random.chance(0.04)
      ? lambdaFails(
          random.latencyMs(1_900),
          'Identity.DocumentUnreadable',
          `machine-readable zone: check digit of line ${random.between(1, 2)} does not match`,
          ['at parseMrz (/var/task/identity-read-document.js:77:13)'],
        )
      : succeeds(random.latencyMs(2_100, 0.4), {
          document: random.pick(['passport', 'identity-card', 'residence-permit']),
          country: random.pick(['DE', 'IE', 'NL', 'PT', 'FR']),
        }),
  CompareFace: ({ random }) => succeeds(random.latencyMs(1_700, 0.5), { similarity: random.between(58, 99) }),
  ScreenSanctions: ({ random }) => succeeds(random.latencyMs(800), { hits: random.chance(0.03) ? 1 : 0 }),
};

/** Checks who somebody is. Other machines start it and wait for its score. */
export const IDENTITY_VERIFICATION: MachinePlan = {
  name: 'identity-verification',
  place: SHOP,
  type: 'STANDARD',
  definition: {
    Comment: 'Reads a document, compares the face, screens the name',
    QueryLanguage: 'JSONata',
    StartAt: 'ReadDocument',
    States: {
      ReadDocument: {
        Type: 'Task',
        Resource: lambdaArn('identity-read-document'),
        Assign: { document: '{% $states.result.document %}', country: '{% $states.result.country %}' },
        Output: '{% $states.input %}',
        Retry: [LAMBDA_SERVICE_RETRY],
        Next: 'CheckPerson',
      },
      CheckPerson: {
        Type: 'Parallel',
        Branches: [
          branch('CompareFace', 'identity-compare-face'),
          branch('ScreenSanctions', 'identity-screen-sanctions'),
        ],
        Output: '{% $merge($states.result) %}',
        Next: 'ScoreIdentity',
      },
      ScoreIdentity: {
        Type: 'Pass',
        Output: {
          score: '{% $states.input.hits > 0 ? 0 : $states.input.similarity %}',
          document: '{% $document %}',
          country: '{% $country %}',
        },
        End: true,
      },
    },
  },
  script: SCRIPT,
  logs: { level: 'OFF', includeExecutionData: false, group: null },
  tags: { team: 'onboarding' },
  toStart: (random) => {
    const customerId = `cus-${random.between(100_000, 999_999)}`;
    return {
      name: `idv-${customerId}`,
      input: { customerId, documents: [`s3://identity-prod/${customerId}/front.jpg`] },
    };
  },
  // The onboarding of a customer starts it.
  arrivals: [],
};
