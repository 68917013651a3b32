/**
 * Places that can't be mistaken for real ones: invented streets and towns, postcodes under ZZ99 (no such area exists),
 * and telephone numbers from the ranges that Ofcom keeps free for drama.
 */
import type { Random } from './random';

const STREETS = [
  'Example Lane', 'Sample Street', 'Specimen Road', 'Placeholder Close', 'Fictional Avenue', 'Pretend Row',
  'Invented Crescent', 'Notional Drive', 'Imaginary Walk', 'Sketchbook Hill', 'Template Terrace', 'Rehearsal Mews',
] as const; // prettier-ignore
const TOWNS = ['Testbury', 'Sampleford', 'Mockham', 'Nether Example'] as const;
const POSTCODE_LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';

export interface Address {
  line: [string, ...string[]];
  city: string;
  postalCode: string;
}

export interface CareHome {
  name: string;
  address: Address;
  phone: string;
}

export const CARE_HOMES: readonly [CareHome, CareHome] = [
  {
    name: 'Larkfield House (care home)',
    address: { line: ['Larkfield House', '1 Specimen Road'], city: 'Testbury', postalCode: 'ZZ99 1AA' },
    phone: '01632 960101',
  },
  {
    name: 'The Willows (care home)',
    address: { line: ['The Willows', '80 Fictional Avenue'], city: 'Mockham', postalCode: 'ZZ99 3BB' },
    phone: '01632 960102',
  },
];

export function homeAddress(random: Random): Address {
  const town = random.int(0, TOWNS.length - 1);
  const letter = () => POSTCODE_LETTERS[random.int(0, POSTCODE_LETTERS.length - 1)] ?? 'A';
  const flat = random.chance(0.2) ? `Flat ${random.int(1, 12)}` : undefined;
  const street = `${random.int(1, 140)} ${random.pick(STREETS)}`;
  return {
    line: flat === undefined ? [street] : [flat, street],
    city: TOWNS[town] ?? TOWNS[0],
    postalCode: `ZZ99 ${town + 1}${letter()}${letter()}`,
  };
}

export function landline(random: Random): string {
  return `01632 960${String(random.int(200, 999))}`;
}

export function mobile(random: Random): string {
  return `07700 900${String(random.int(0, 999)).padStart(3, '0')}`;
}

/** In one line, as a visit shows it. */
export function addressLine({ line, city, postalCode }: Address): string {
  return [...line, city, postalCode].join(', ');
}
