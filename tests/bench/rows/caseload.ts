/** The first download of a caseload, beside the least work for it and stock PouchDB. */
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { downloadOnce } from '../support/download';
import { SLOW } from '../support/line';
import { SPEEDS, type Speed } from '../support/speeds';
import { Yardstick } from '../support/yardstick/yardstick';

const SIZE = { patients: 300, documents: 60 };

interface Case {
  name: string;
  speed: Speed;
  isSlowLine: boolean;
}

const CASES: readonly Case[] = [
  // What a download does is the worker's: Chromium's throttle does not reach it.
  ...SPEEDS.filter((speed) => speed !== 'page ×4').map((speed) => ({
    name: speed,
    speed,
    isSlowLine: false,
  })),
  { name: 'slow line', speed: 'full speed', isSlowLine: true },
];

export const caseload: Row = {
  name: 'caseload',
  what:
    'passphrase set (without its derivation) → 18,000 documents complete, encrypted and durable; floor: one streamed answer of ' +
    'the same documents, encrypted in blocks, put; peer: stock PouchDB replicate.from, not encrypted, not strict',
  measure: async (rounds) => {
    const clinic = await Clinic.open(SIZE);
    const yardstick = await Yardstick.open(SIZE);
    try {
      const series: Series[] = [];
      for (const of of CASES) series.push(...(await measure(rounds, of, clinic, yardstick)));
      return series;
    } finally {
      await yardstick.close();
      await clinic.close();
    }
  },
};

async function measure(
  rounds: number,
  { name, speed, isSlowLine }: Case,
  clinic: Clinic,
  yardstick: Yardstick,
): Promise<Series[]> {
  const whole: number[] = [];
  const today: number[] = [];
  const withDerivation: number[] = [];
  const floor: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Nobody of the team has asked for these packs before.
    await clinic.restartServer();
    for (const { line } of [clinic, yardstick]) line.pace = isSlowLine ? SLOW : undefined;
    const ours = await downloadOnce(clinic, speed);
    whole.push(ours.whole);
    today.push(ours.today);
    withDerivation.push(ours.whole + ours.derivation);
    floor.push(await yardstick.floor(speed));
    // Over the slow line it takes a quarter of an hour: its 900 requests alone take six minutes.
    if (!isSlowLine) peer.push(await yardstick.stock(speed));
  }
  for (const { line } of [clinic, yardstick]) line.pace = undefined;
  const row = { row: 'caseload', unit: 's' } as const;
  return [
    { ...row, case: `whole, ${name}`, ours: whole, floor, ...(isSlowLine ? {} : { peer }) },
    { ...row, case: `today’s 20 patients, ${name}`, ours: today },
    { ...row, case: `with the derivation, ${name}`, ours: withDerivation },
    {
      row: 'caseload',
      unit: '×',
      case: `today’s 20 patients as a share of the whole, ${name}`,
      ours: today.map((seconds, i) => seconds / (whole[i] ?? NaN)),
    },
  ];
}
