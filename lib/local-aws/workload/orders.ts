import type { Random } from '../random';
import type { Start } from './machine-plan';

const PEOPLE = [
  'Aoife Brennan',
  'Jonas Weber',
  'Sofia Rossi',
  'Mateusz Nowak',
  'Elin Berg',
  'Luca Moretti',
  'Hanna Virtanen',
  'Noah de Vries',
  'Clara Dubois',
  'Pedro Almeida',
];
const PLACES = [
  { country: 'IE', city: 'Cork', postcode: 'T12 X70A' },
  { country: 'DE', city: 'Leipzig', postcode: '04109' },
  { country: 'NL', city: 'Utrecht', postcode: '3511 EV' },
  { country: 'FR', city: 'Nantes', postcode: '44000' },
  { country: 'IT', city: 'Torino', postcode: '10123' },
  { country: 'CH', city: 'Basel', postcode: '4051' },
  { country: 'GB', city: 'Leeds', postcode: 'LS1 4DY' },
];
const GOODS = [
  { sku: 'KB-7731', name: 'Mechanical keyboard', unitPrice: 119 },
  { sku: 'MN-2704', name: '27" monitor', unitPrice: 389 },
  { sku: 'HS-1180', name: 'Headset', unitPrice: 74.5 },
  { sku: 'CH-9004', name: 'Office chair', unitPrice: 449 },
  { sku: 'CB-0312', name: 'USB-C cable 2 m', unitPrice: 14.9 },
  { sku: 'DK-5501', name: 'Docking station', unitPrice: 219 },
  { sku: 'LP-3320', name: 'Desk lamp', unitPrice: 59 },
];

/** Orders get numbers that go on from here, as a shop's do. */
const FIRST_NUMBER = 86_900;

/** An order as the shop hands it over. One in a few hundred comes from an old importer and has no items. */
export function toOrder(random: Random, nowMs: number, number: number): Start {
  const orderId = `ord-${new Date(nowMs).toISOString().slice(0, 10)}-${FIRST_NUMBER + number}`;
  const name = random.pick(PEOPLE);
  const items = Array.from({ length: random.between(1, 5) }, () => ({
    ...random.pick(GOODS),
    // A company buys ten of a kind now and then: those orders need an approval.
    quantity: random.chance(0.04) ? random.between(5, 12) : 1,
  }));
  const amount = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const input = {
    orderId,
    customer: {
      id: `cus_${random.hex(8)}`,
      name,
      email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com`,
      since: `20${random.between(14, 26)}-0${random.between(1, 9)}-1${random.between(0, 9)}`,
    },
    amount: Math.round(amount * 100) / 100,
    currency: 'EUR',
    shipping: { ...random.pick(PLACES), method: random.pick(['standard', 'standard', 'express']) },
    placedAt: new Date(nowMs - random.between(400, 4_000)).toISOString(),
  };
  return { name: orderId, input: random.chance(0.003) ? { ...input, source: 'importer-v1' } : { ...input, items } };
}
