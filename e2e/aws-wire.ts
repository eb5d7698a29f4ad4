/** Operations and the protocol they are spoken in. */
const PROTOCOLS = {
  GetExecutionHistory: { target: 'AWSStepFunctions', version: '1.0' },
  StartExecution: { target: 'AWSStepFunctions', version: '1.0' },
  DescribeExecution: { target: 'AWSStepFunctions', version: '1.0' },
  FilterLogEvents: { target: 'Logs_20140328', version: '1.1' },
} as const;

/**
 * Calls an AWS operation by its wire protocol, without the SDK and without any code of the product: what tests export to
 * compare with. With `items` all pages are read and that member's lists joined.
 */
export async function callAws(
  endpoint: string,
  operation: keyof typeof PROTOCOLS,
  input: object,
  items?: string,
): Promise<unknown> {
  const joined: unknown[] = [];
  for (let nextToken: unknown; ; ) {
    const answer = await post(endpoint, operation, nextToken === undefined ? input : { ...input, nextToken });
    if (items === undefined) return answer;
    const page = answer[items];
    if (!Array.isArray(page)) throw new Error(`${operation} answered without ${items}`);
    joined.push(...page);
    nextToken = answer['nextToken'] ?? undefined;
    if (nextToken === undefined) return joined;
  }
}

async function post(
  endpoint: string,
  operation: keyof typeof PROTOCOLS,
  body: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { target, version } = PROTOCOLS[operation];
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${target}.${operation}`,
      // The local AWS looks at the region and the account of the credentials, and at no signature.
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${operation}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
