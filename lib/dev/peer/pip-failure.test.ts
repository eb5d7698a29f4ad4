import { expect, test } from 'vitest';
import { readPipFailure } from './pip-failure';

// What pip 23 and venv of Python 3.11 printed, shortened.

const RETRIED =
  "WARNING: Retrying (Retry(total=0, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/moto/";

test.each([
  [
    'no index answers',
    `${RETRIED}\nERROR: Could not find a version that satisfies the requirement moto==5.2.5 (from versions: none)\nERROR: No matching distribution found for moto==5.2.5\n`,
    'PyPI cannot be reached',
  ],
  [
    'the connection breaks during a download',
    "ERROR: Exception:\nTraceback (most recent call last):\npip._vendor.urllib3.exceptions.ReadTimeoutError: HTTPSConnectionPool(host='files.example', port=443): Read timed out.\n",
    'PyPI cannot be reached',
  ],
  ['Python came without pip', '/usr/bin/python3: No module named pip\n', 'Python has no pip on this machine'],
  [
    'no environment can be made without ensurepip',
    'The virtual environment was not created successfully because ensurepip is not available.\n',
    'Python has no pip on this machine',
  ],
])('a machine that cannot have it: %s', (_, output, reason) => {
  expect(readPipFailure(output)).toEqual({ kind: 'missing', reason });
});

test.each([
  [
    'there is no such version',
    'ERROR: Could not find a version that satisfies the requirement moto==99.99.1 (from versions: 1.0.0, 1.0.1)\nERROR: No matching distribution found for moto==99.99.1\n',
    'pip failed: ERROR: No matching distribution found for moto==99.99.1',
  ],
  [
    'the disk is full, after a connection that came back',
    `${RETRIED}\nERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n`,
    'pip failed: ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
  ],
  [
    'it crashes',
    "Traceback (most recent call last):\nNotADirectoryError: [Errno 20] Not a directory: '/x'\n",
    "pip failed: NotADirectoryError: [Errno 20] Not a directory: '/x'",
  ],
  ['it says nothing', '', 'pip failed: it said nothing'],
])('another failure is one: %s', (_, output, reason) => {
  expect(readPipFailure(output)).toEqual({ kind: 'broken', reason });
});
