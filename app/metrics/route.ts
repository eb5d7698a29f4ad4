import { noInput } from '@/lib/contract/no-input';
import { route } from '@/lib/server/container';
import { plainText } from '@/lib/server/http/answers';

/** Metrics in the text format of Prometheus, for whoever has the token of STATELENS_METRICS_TOKEN. */
export const GET = route(noInput, async ({ authorization, services }) =>
  plainText(await services.getMetrics({ authorization })),
);
