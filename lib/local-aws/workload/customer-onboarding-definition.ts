import { LAMBDA_SERVICE_RETRY, lambdaArn } from './machine-plan';

const DAY_SECONDS = 86_400;

/** From the registration of a customer to the first use, over days: JSONata, variables, a nested execution. */
export const CUSTOMER_ONBOARDING_DEFINITION = {
  Comment: 'From registration to first use',
  QueryLanguage: 'JSONata',
  StartAt: 'RegisterCustomer',
  States: {
    RegisterCustomer: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: lambdaArn('onboarding-register:live'), Payload: '{% $states.input %}' },
      Assign: {
        customerId: '{% $states.result.Payload.customerId %}',
        segment: '{% $states.input.segment %}',
        reminders: 0,
      },
      Output: '{% $states.result.Payload %}',
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'VerifyIdentity',
    },
    VerifyIdentity: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: {
        StateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:identity-verification',
        Name: "{% 'idv-' & $customerId %}",
        Input: {
          customerId: '{% $customerId %}',
          documents: '{% $states.input.documents %}',
          AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: '{% $states.context.Execution.Id %}',
        },
      },
      Assign: { score: '{% $states.result.Output.score %}' },
      Catch: [
        {
          ErrorEquals: ['States.TaskFailed'],
          Assign: { score: 0 },
          Output: { reason: '{% $parse($states.errorOutput.Cause).Error %}' },
          Next: 'IsVerified',
        },
      ],
      Output: { country: '{% $states.result.Output.country %}' },
      Next: 'IsVerified',
    },
    IsVerified: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $score >= 75 %}', Next: 'PrepareWelcome' }],
      Default: 'ReviewByHand',
    },
    ReviewByHand: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: {
        QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/onboarding-reviews',
        MessageBody: {
          taskToken: '{% $states.context.Task.Token %}',
          customerId: '{% $customerId %}',
          score: '{% $score %}',
        },
      },
      TimeoutSeconds: 2 * DAY_SECONDS,
      Catch: [
        { ErrorEquals: ['Review.Declined', 'States.Timeout'], Output: '{% $states.errorOutput %}', Next: 'Decline' },
      ],
      Next: 'PrepareWelcome',
    },
    // Whoever came by the review has no country: that nobody noticed yet is what some executions fail of.
    PrepareWelcome: {
      Type: 'Pass',
      Output: {
        template: "{% 'welcome-' & $segment %}",
        language: "{% $lookup({'DE': 'de', 'PT': 'pt', 'FR': 'fr', 'NL': 'nl', 'IE': 'en'}, $states.input.country) %}",
      },
      Next: 'SendWelcome',
    },
    SendWelcome: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:customer-mail',
        Message: { customerId: '{% $customerId %}', template: '{% $states.input.template %}' },
      },
      Output: {},
      Next: 'WaitForFirstUse',
    },
    WaitForFirstUse: {
      Type: 'Wait',
      Seconds: `{% $segment = 'business' ? ${2 * DAY_SECONDS} : ${DAY_SECONDS / 2} %}`,
      Next: 'LookForFirstUse',
    },
    LookForFirstUse: {
      Type: 'Task',
      Resource: lambdaArn('onboarding-first-use'),
      Arguments: { customerId: '{% $customerId %}', reminders: '{% $reminders %}' },
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'HasUsed',
    },
    HasUsed: {
      Type: 'Choice',
      Choices: [
        { Condition: '{% $states.input.logins > 0 %}', Next: 'GrantBenefits' },
        {
          Condition: '{% $reminders < 2 %}',
          Assign: { reminders: '{% $reminders + 1 %}' },
          Next: 'SendReminder',
        },
      ],
      Default: 'LeaveDormant',
    },
    SendReminder: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: {
        TopicArn: 'arn:aws:sns:eu-west-1:123456789012:customer-mail',
        Message: { customerId: '{% $customerId %}', template: "{% 'reminder-' & $string($reminders) %}" },
      },
      Output: {},
      Next: 'WaitForFirstUse',
    },
    GrantBenefits: {
      Type: 'Task',
      Resource: lambdaArn('onboarding-grant-benefits'),
      Arguments: { customerId: '{% $customerId %}', segment: '{% $segment %}' },
      Retry: [LAMBDA_SERVICE_RETRY],
      Next: 'Onboarded',
    },
    Onboarded: { Type: 'Succeed', Output: { customerId: '{% $customerId %}', reminders: '{% $reminders %}' } },
    LeaveDormant: { Type: 'Succeed', Output: { customerId: '{% $customerId %}', dormant: true } },
    Decline: {
      Type: 'Fail',
      Error: 'Onboarding.Declined',
      Cause: "{% $customerId & ' was not verified: ' & $states.input.Error %}",
    },
  },
};
