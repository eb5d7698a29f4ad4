/**
 * Whose fault an error is: `definition` (the state machine asks for something impossible), `transient` (a service or the
 * network was busy, slow or away; a retry may help), `task` (the work itself said no).
 */
export type ErrorClass = 'definition' | 'transient' | 'task';

/** Every `States.*` name of the Amazon States Language, and the service errors that are not the work's own. */
const CLASSES: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ['States.Runtime', 'definition'],
  ['States.NoChoiceMatched', 'definition'],
  ['States.ParameterPathFailure', 'definition'],
  ['States.ResultPathMatchFailure', 'definition'],
  ['States.QueryEvaluationError', 'definition'],
  ['States.IntrinsicFailure', 'definition'],
  ['States.DataLimitExceeded', 'definition'],
  ['States.ItemReaderFailed', 'definition'],
  ['States.ResultWriterFailed', 'definition'],
  ['States.Permissions', 'definition'],
  ['States.Timeout', 'transient'],
  ['States.HeartbeatTimeout', 'transient'],
  ['States.Http.Socket', 'transient'],
  ['States.TaskFailed', 'task'],
  ['States.BranchFailed', 'task'],
  ['States.ExceedToleratedFailureThreshold', 'task'],
  ['Lambda.ServiceException', 'transient'],
  ['Lambda.AWSLambdaException', 'transient'],
  ['Lambda.SdkClientException', 'transient'],
  ['Lambda.ClientExecutionTimeoutException', 'transient'],
  ['Lambda.TooManyRequestsException', 'transient'],
  ['Lambda.EC2ThrottledException', 'transient'],
  ['Lambda.ENILimitReachedException', 'transient'],
  ['Lambda.EFSMountTimeoutException', 'transient'],
  ['Lambda.SnapStartNotReadyException', 'transient'],
]);

// AWS SDK integrations name errors `Service.Exception`: these endings mean the same in every service.
const TRANSIENT_ENDING =
  /(Throttl\w*|TooManyRequests|RequestLimitExceeded|ProvisionedThroughputExceeded|SlowDown|ServiceUnavailable|InternalServerError|InternalServer|InternalService|InternalFailure|InternalError|RequestTimeout|SdkClient|ConnectTimeout|SocketTimeout|5\d\d|429)(Exception|Error|Fault)?$/;

/** The class of an error by its name. A failure that names no error is the work's own: its worker chose to say nothing. */
export function classifyError(error: string | null): ErrorClass {
  if (error === null) return 'task';
  return CLASSES.get(error) ?? (TRANSIENT_ENDING.test(error) ? 'transient' : 'task');
}
