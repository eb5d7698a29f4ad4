import {
  fails,
  lambdaFails,
  type MachineScript,
  succeeds,
  type TaskBehaviour,
  type TaskCall,
} from '../engine/task-script';
import { isMap } from '../json-value';

const HOUR_MS = 3_600_000;
/** The payment provider's bad half hour, on every odd day of the month: 14:05 to 14:40 UTC. */
const INCIDENT_HOUR = 14;

const APPROVERS = ['mira.keller', 'tom.okafor', 'ines.duarte'];

/** What the tasks of order fulfilment do. Shares and times are those of a middling shop with a flaky card gateway. */
export const ORDER_FULFILMENT_SCRIPT: MachineScript = {
  ValidateOrder: ({ random, executionName }) => {
    if (random.chance(0.012)) {
      const message = `Order ${executionName}: postcode does not belong to the city`;
      return lambdaFails(140, 'Order.InvalidAddress', message, trace('orders-validate', 'checkAddress'));
    }
    if (random.chance(0.006)) return tooManyRequests();
    return succeeds(random.latencyMs(130), { valid: true, rules: 14, riskScore: random.between(2, 61) });
  },
  ReserveStock: ({ random, executionName }) => {
    const reservation = `rsv-${random.hex(8)}`;
    if (random.chance(0.06)) {
      const message = `could not lock bin ${random.between(100, 999)}-${random.between(1, 40)} within 2000 ms`;
      return lambdaFails(2_010, 'Stock.LockTimeout', message, trace('stock-reserve', 'lockBins'));
    }
    if (random.chance(0.015)) {
      const message = `${executionName}: 1 of the items is sold out`;
      return lambdaFails(random.latencyMs(220), 'Stock.OutOfStock', message, trace('stock-reserve', 'reserve'));
    }
    return succeeds(random.latencyMs(320), {
      reservationId: reservation,
      warehouse: random.pick(['DUB-1', 'RTM-2', 'LEJ-1']),
    });
  },
  NotifyOutOfStock: ({ random }) => succeeds(random.latencyMs(60), { MessageId: random.uuid() }),
  ApproveLargeOrder: approve,
  CancelOrder: ({ random }) => succeeds(random.latencyMs(240), { cancelled: true, mailId: `m-${random.hex(10)}` }),
  ChargeCard: chargeCard,
  ReleaseStock: ({ random }) => succeeds(random.latencyMs(180), { released: true }),
  PickItem: ({ random, input }) => {
    const sku = isMap(input) ? String(input['sku']) : 'unknown';
    if (random.chance(0.035)) {
      const message = `handheld ${random.between(11, 64)} did not answer`;
      return lambdaFails(6_000, 'Warehouse.ScannerOffline', message, trace('warehouse-pick-item', 'scan'));
    }
    if (random.chance(0.004)) {
      const message = `${sku} was found damaged and there is no second one`;
      return lambdaFails(
        random.latencyMs(9_000),
        'Warehouse.ItemDamaged',
        message,
        trace('warehouse-pick-item', 'inspect'),
      );
    }
    return succeeds(random.latencyMs(11_000, 0.5), {
      sku,
      bin: `${random.between(100, 999)}-${random.between(1, 40)}`,
    });
  },
  BookCourier: ({ random }) => {
    if (random.chance(0.05)) {
      return lambdaFails(
        90,
        'Courier.RateLimited',
        'HTTP 429 from api.parcelnet.example',
        trace('courier-booking', 'post'),
      );
    }
    return succeeds(random.latencyMs(650, 0.5), {
      bookingId: `PN${random.between(10_000_000, 99_999_999)}`,
      carrier: random.pick(['ParcelNet', 'Velocourier', 'NordPost']),
    });
  },
  // A container that never ends keeps its order until the whole execution times out.
  PrintCustomsPapers: ({ random }) =>
    succeeds(random.chance(0.02) ? null : random.latencyMs(38_000), { ExitCode: 0, LastStatus: 'STOPPED' }),
  PrintLabel: ({ random }) =>
    random.chance(0.008)
      ? tooManyRequests()
      : succeeds(random.latencyMs(420), { label: `s3://labels-prod/${random.hex(12)}.zpl` }),
  RefundPayment: ({ random }) => succeeds(random.latencyMs(900), { refundId: `re_${random.hex(14)}` }),
  SendConfirmation: ({ random }) => succeeds(random.latencyMs(70), { MessageId: random.uuid() }),
};

function approve({ random }: TaskCall): TaskBehaviour {
  if (random.chance(0.07)) return succeeds(null, {});
  const afterMs = random.latencyMs(40 * 60_000, 0.9);
  const approver = random.pick(APPROVERS);
  if (random.chance(0.12))
    return fails(
      afterMs,
      'Approval.Rejected',
      `${approver}: delivery address differs from billing, customer not reached`,
    );
  return succeeds(afterMs, {
    approved: true,
    approver,
    comment: random.pick(['ok', 'known customer', 'called back, fine']),
  });
}

function chargeCard({ random, nowMs, executionName }: TaskCall): TaskBehaviour {
  if (random.chance(isIncident(nowMs) ? 0.72 : 0.025)) {
    const message = `POST https://gateway.cardhouse.example/v2/charges: no answer within 10000 ms (${executionName})`;
    return lambdaFails(10_050, 'Payment.GatewayTimeout', message, trace('payments-charge', 'charge'));
  }
  if (random.chance(0.024)) {
    const reason = random.pick(['insufficient_funds', 'card_expired', 'do_not_honour']);
    const message = `${executionName}: the issuer declined the charge (${reason})`;
    return lambdaFails(random.latencyMs(1_100), 'Payment.Declined', message, trace('payments-charge', 'charge'));
  }
  return succeeds(random.latencyMs(1_200, 0.45), {
    chargeId: `ch_${random.hex(16)}`,
    network: random.pick(['visa', 'mastercard', 'amex']),
  });
}

function isIncident(nowMs: number): boolean {
  const sinceHourMs = (nowMs % (24 * HOUR_MS)) - INCIDENT_HOUR * HOUR_MS;
  return new Date(nowMs).getUTCDate() % 2 === 1 && sinceHourMs > 5 * 60_000 && sinceHourMs < 40 * 60_000;
}

function tooManyRequests(): TaskBehaviour {
  return fails(30, 'Lambda.TooManyRequestsException', 'Rate Exceeded. (Service: Lambda, Status Code: 429)');
}

function trace(handler: string, at: string): readonly string[] {
  return [`at ${at} (/var/task/${handler}.js:118:13)`, `at async Runtime.handler (/var/task/${handler}.js:31:20)`];
}
